"""The words of the domain: short, in the letters of one text message, and all there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.phrases import PHRASES
from actions.registry import ACTIONS
from channels.sms.letters import GSM7, affordable

ROOT = Path(__file__).resolve().parents[3]
DOMAIN: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text())
INTENTS = (
    "book_appointment cancel_appointment reschedule_appointment check_availability list_appointments find_practitioner "
    "inform select request_alternatives affirm deny confirm_attendance decline_attendance running_late ask_clinic_info "
    "handoff help greet goodbye thanks medical_question emergency out_of_scope"
).split()
SPANISH: dict[str, Any] = yaml.safe_load((ROOT / "bot" / "spanish.yml").read_text())["responses"]
TEXTS = [
    (name, variant["text"])
    for responses in (DOMAIN["responses"], SPANISH)
    for name, variants in responses.items()
    for variant in variants
]
# What a list or a visit takes when it stands in for its variable.
WIDE = {
    "offer_list": 110,
    "appointment_list": 200,
    "list": 200,
    "hours": 150,
    "service_list": 190,
    "services": 150,
    "practitioners": 200,
}


@pytest.mark.parametrize(("name", "text"), TEXTS, ids=lambda value: value[:40])
def test_a_response_has_plain_letters_only(name: str, text: str) -> None:
    assert GSM7.issuperset(affordable(text)), name
    assert not re.search(r"[`\\]", text)


@pytest.mark.parametrize(("name", "text"), TEXTS, ids=lambda value: value[:40])
def test_a_response_fits_two_text_messages(name: str, text: str) -> None:
    said = re.sub(r"\{(\w+)\}", lambda variable: "x" * WIDE.get(variable[1], 24), text)

    assert len(said) <= 306, name


def test_every_response_is_there_in_spanish_with_the_same_conditions_and_variables() -> None:
    assert list(SPANISH) == list(DOMAIN["responses"])
    for name, variants in DOMAIN["responses"].items():
        told = [(one.get("condition"), _variables(one["text"])) for one in variants]
        assert told == [(one.get("condition"), _variables(one["text"])) for one in SPANISH[name]], name


def test_every_phrase_is_there_in_spanish_with_the_same_variables() -> None:
    english, spanish = PHRASES["en"], PHRASES["es"]

    assert list(spanish) == list(english)
    assert [_variables(text) for text in spanish.values()] == [_variables(text) for text in english.values()]


def _variables(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", text))


def test_every_response_an_action_says_is_in_the_domain() -> None:
    said = {
        found for file in (ROOT / "actions").glob("*.py") for found in re.findall(r'"(utter_\w+)"', file.read_text())
    }

    assert said - set(DOMAIN["responses"]) == set()


def test_every_question_of_a_form_is_in_the_domain_with_its_hint() -> None:
    taken_without_asking = {("clarify_form", "")}
    for form, told in DOMAIN["forms"].items():
        for slot in told["required_slots"]:
            if (form, slot) not in taken_without_asking:
                assert f"utter_ask_{form}_{slot}" in DOMAIN["responses"]
                assert f"utter_hint_{slot}" in DOMAIN["responses"]


def test_the_domain_and_the_registry_name_the_same_actions() -> None:
    assert {action.action_name for action in ACTIONS} == set(DOMAIN["actions"])


def test_all_promised_intents_and_entities_are_in_the_domain_and_trained() -> None:
    trained = {
        example["intent"]
        for file in (ROOT / "data" / "nlu").glob("*/*.yml")
        for example in yaml.safe_load(file.read_text())["nlu"]
    }

    assert {next(iter(intent)) for intent in DOMAIN["intents"]} == set(INTENTS) == trained
    assert set(DOMAIN["entities"]) == {
        "service",
        "practitioner",
        "location",
        "when",
        "person_name",
        "date_of_birth",
        "phone",
    }


def test_no_slot_outlives_its_session() -> None:
    assert DOMAIN["session_config"] == {"session_expiration_time": 60, "carry_over_slots_to_new_session": False}
