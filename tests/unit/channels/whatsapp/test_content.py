"""What goes under a message, and when nothing does."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from channels.contracts import Choice, OutboundMessage
from channels.whatsapp.content import Shape, shape, variables

TOKENS = tuple(f"token-{number}" for number in range(12))
ASKED = OutboundMessage("1", "+15005550101", "Which one?\n1) Tue 2:20 pm\n2) Wed 9:00 am")


def offering(labels: list[str], **changes: object) -> OutboundMessage:
    choices = tuple(Choice(label, token) for label, token in zip(labels, TOKENS, strict=False))
    return replace(ASKED, choices=choices, **changes)  # type: ignore[arg-type]  # fields by name


def rendered(message: OutboundMessage) -> dict[str, Any]:
    """The content as a telephone would get it: the object's places filled with the message's variables."""
    wanted = shape(message)
    assert wanted is not None
    made = json.dumps({kind: what for kind, what in wanted.request().to_dict()["types"].items() if what})
    for number, value in json.loads(variables(message)).items():
        made = made.replace(f"{{{{{number}}}}}", json.dumps(value)[1:-1])
    content: dict[str, Any] = json.loads(made)
    return content


def test_buttons_say_and_return_what_was_chosen_when_there_are_three() -> None:
    content = rendered(offering(["Tue 2:20 pm", "Wed 9:00 am", "Other times"]))["twilio/quick-reply"]

    assert content["body"] == ASKED.body
    assert [(one["title"], one["id"]) for one in content["actions"]] == [
        ("Tue 2:20 pm", "token-0"),
        ("Wed 9:00 am", "token-1"),
        ("Other times", "token-2"),
    ]


@pytest.mark.parametrize(("locale", "button"), [("en", "See the choices"), ("es", "Ver las opciones")])
def test_list_opens_in_the_patients_language_when_there_are_more(locale: str, button: str) -> None:
    content = rendered(offering([f"Day {number}" for number in range(10)], locale=locale))["twilio/list-picker"]

    assert content["button"] == button
    assert len(button) <= 20
    assert [(one["item"], one["id"]) for one in content["items"]] == [
        (f"Day {number}", f"token-{number}") for number in range(10)
    ]


@pytest.mark.parametrize(
    ("labels", "body"),
    [
        ([], "Hi"),
        ([""], "Hi"),
        (["the twenty-first letter"], "Hi"),
        (["Same", "Same"], "Hi"),
        ([str(number) for number in range(11)], "Hi"),
        (["Yes"], "x" * 1025),
        (["Yes"], ""),
    ],
)
def test_there_are_no_buttons_when_they_would_not_fit(labels: list[str], body: str) -> None:
    assert shape(offering(labels, body=body)) is None


def test_one_object_serves_both_when_only_the_words_differ() -> None:
    assert shape(offering(["Yes", "No"])) == shape(offering(["2:20 pm", "3:40 pm"], body="Which?"))
    assert shape(offering(["Yes", "No"])) != shape(offering(["Yes"]))


def test_objects_have_different_names_when_their_shapes_differ() -> None:
    shapes = [
        Shape(kind, choices, parts, language)
        for kind in ("quick-reply", "list-picker")
        for choices in (1, 11)
        for parts in (1, 11)
        for language in ("en", "es")
    ]
    assert len({one.name for one in shapes}) == len(shapes)


@given(some.text(some.characters(codec="utf-8", exclude_characters="{}"), min_size=1, max_size=1024))
def test_text_is_whole_and_no_value_too_long_when_it_is_taken_apart(body: str) -> None:
    message = offering(["Yes", "No"], body=body)

    assert rendered(message)["twilio/quick-reply"]["body"] == body
    assert all(0 < len(value) <= 255 for value in json.loads(variables(message)).values())
