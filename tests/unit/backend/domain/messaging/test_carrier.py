"""CANCEL ends messages at the carrier, and means an appointment to the patient."""

from __future__ import annotations

import pytest

from backend.domain.messaging.carrier import may_mean_an_appointment, misread, took_for_opt_out
from backend.domain.messaging.consent import Consent, consent

BY_DEFAULT = "STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT".split()


@pytest.mark.parametrize("word", BY_DEFAULT)
def test_every_word_of_the_carrier_is_an_opt_out_or_a_clash_when_it_is_the_whole_message(word: str) -> None:
    assert (consent(word) is Consent.OPT_OUT) != took_for_opt_out(word)


@pytest.mark.parametrize("words", ["cancel", "Cancel.", " CANCEL! ", "\u00a1cancel!"])
def test_sees_a_clash_when_messages_are_refused_after_cancel(words: str) -> None:
    assert took_for_opt_out(words)


@pytest.mark.parametrize("words", ["", "stop", "cancel my visit", "thanks", "cancelar mi cita"])
def test_sees_no_clash_when_messages_are_refused_after_other_words(words: str) -> None:
    assert not took_for_opt_out(words)


@pytest.mark.parametrize("words", ["CANCEL", "cancelar", "cancel my visit on friday"])
def test_sees_a_clash_when_the_provider_took_a_cancellation_for_an_opt_out(words: str) -> None:
    assert misread(words, "stop")
    assert not misread(words, None)
    assert not misread(words, "help")


@pytest.mark.parametrize("words", ["STOP", "END", "no me escriban m\u00e1s"])
def test_sees_no_clash_when_the_person_did_opt_out(words: str) -> None:
    assert not misread(words, "stop")
    assert not may_mean_an_appointment(words)


def test_remembers_the_clash_when_the_person_comes_back() -> None:
    assert may_mean_an_appointment("CANCEL")
    assert not may_mean_an_appointment(None)
    assert not may_mean_an_appointment("")
