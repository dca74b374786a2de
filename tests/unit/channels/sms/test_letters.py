"""In which letters a text leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from channels.sms.letters import GSM7, affordable


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("¿Qué día le viene bien, mañana o el sábado?", "¿Qué dia le viene bien, mañana o el sabado?"),
        ("Íñigo Núñez – “sí”…", 'Iñigo Nuñez - "si"...'),
        ("Plain words & numbers: 1, 2", "Plain words & numbers: 1, 2"),
        ("Sin acentos cuesta menos: más 👍", "Sin acentos cuesta menos: más 👍"),
        ("Łukasz, sí", "Łukasz, sí"),
    ],
)
def test_leaves_in_the_cheap_letters_when_only_accents_are_lost(text: str, sent: str) -> None:
    assert affordable(text) == sent


@given(some.text(max_size=200))
def test_is_cheap_or_unchanged_when_anything_is_sent(text: str) -> None:
    sent = affordable(text)
    assert sent == text or GSM7.issuperset(sent)
    assert affordable(sent) == sent
