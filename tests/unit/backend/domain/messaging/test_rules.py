from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend.domain.messaging.delivery import DeliveryState, advance
from backend.domain.messaging.incoming import LONGEST, Kind, legible
from backend.domain.messaging.segments import segments
from backend.domain.messaging.turns import ATTEMPTS, RETRIES, retry_after, wants_assistant


@given(some.lists(some.sampled_from(DeliveryState), max_size=8), some.randoms())
def test_ends_equally_far_when_reports_are_shuffled_and_repeated(reports: list[DeliveryState], order: object) -> None:
    def final(of: list[DeliveryState]) -> DeliveryState:
        state = DeliveryState.PENDING
        for report in of:
            state = advance(state, report)
        return state

    equals = {DeliveryState.UNDELIVERED, DeliveryState.FAILED, DeliveryState.CANCELED}
    for shuffled in itertools.islice(itertools.permutations(reports), 24):
        ends = {final(reports), final(list(shuffled)), final([*shuffled, *shuffled])}
        assert len(ends) == 1 or ends <= equals


def test_stays_delivered_when_sent_is_reported_late() -> None:
    assert advance(DeliveryState.DELIVERED, DeliveryState.SENT) is DeliveryState.DELIVERED


@pytest.mark.parametrize(
    ("text", "count", "encoding"),
    [
        ("", 1, "GSM-7"),
        ("a" * 160, 1, "GSM-7"),
        ("a" * 161, 2, "GSM-7"),
        ("a" * 306, 2, "GSM-7"),
        ("a" * 307, 3, "GSM-7"),
        ("\u20ac" * 80, 1, "GSM-7"),
        ("\u20ac" * 81, 2, "GSM-7"),
        ("\u00fc" * 160, 1, "GSM-7"),
        ("\u2019" + "a" * 69, 1, "UCS-2"),
        ("\u2019" + "a" * 70, 2, "UCS-2"),
        ("\U0001f44d" * 35, 1, "UCS-2"),
        ("\U0001f44d" * 36, 2, "UCS-2"),
        ("\U0001f44d" * 67, 3, "UCS-2"),
    ],
)
def test_counts_segments_when_texts_grow(text: str, count: int, encoding: str) -> None:
    found = segments(text)
    assert (found.count, found.encoding) == (count, encoding)


@given(some.text(max_size=3000))
def test_gives_the_engine_something_harmless_when_anything_arrives(body: str) -> None:
    read = legible(body)
    assert not read.text.startswith("/")
    assert len(read.text) <= LONGEST
    assert read.text == read.text.strip()
    assert (read.kind is Kind.TEXT) == bool(read.text)
    assert not any(character < " " for character in read.text)


@pytest.mark.parametrize("body", ["/restart", " / /restart", "///restart", "\n/restart", "\x00/restart"])
def test_takes_the_slash_off_when_a_patient_writes_a_command(body: str) -> None:
    assert legible(body).text == "restart"


def test_keeps_words_when_there_is_a_picture_too() -> None:
    assert legible("see picture", 1).kind is Kind.TEXT
    assert legible(" ", 1).kind is Kind.ATTACHMENT
    assert legible("\u200b\u200d").kind is Kind.EMPTY


def test_gives_up_when_every_wait_was_waited() -> None:
    waits = [retry_after(attempt) for attempt in range(1, ATTEMPTS + 1)]
    assert waits == [*RETRIES, None]
    assert 20 < sum(RETRIES) < 120


@pytest.mark.parametrize("text", ["BOT", "bot.", " Bot please", "\u00a1seguir con el bot!"])
def test_goes_back_to_the_assistant_when_asked(text: str) -> None:
    assert wants_assistant(text)
    assert not wants_assistant(f"{text} is not what I want")
