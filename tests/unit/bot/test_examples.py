"""Training examples: words, tags, the turns they are shown after, and slips of the thumb."""

from __future__ import annotations

import random

from bot.understanding.examples import Example, contexts, examples_of, mistyped
from bot.understanding.words import MOST_WORDS, words_of


class Told(dict[str, object]):
    """A message with what Rasa's has: values by name."""


def labelled(
    text: str, intent: str, *, after: tuple[str, ...] = (), entities: tuple[dict[str, object], ...] = ()
) -> Told:
    metadata = {"intent": {"after": list(after)}} if after else None
    return Told(text=text, intent=intent, entities=list(entities), metadata=metadata)


def test_words_keep_their_place_when_they_are_respelt() -> None:
    text = "Appt 2moro @3pm, don't be late!"
    words = words_of(text)
    assert [text[word.start : word.end] for word in words] == [
        "Appt",
        "2moro",
        "@",
        "3pm",
        ",",
        "don't",
        "be",
        "late",
        "!",
    ]
    assert [word.text for word in words][:2] == ["appointment", "tomorrow"]


def test_words_are_bounded_when_a_text_is_endless() -> None:
    assert len(words_of("la " * 5000)) == MOST_WORDS


def test_words_are_none_when_a_text_has_only_blanks() -> None:
    assert words_of(" \n\t ") == []


def test_tags_begin_and_go_on_when_an_entity_has_several_words() -> None:
    entity = {"start": 5, "end": 21, "entity": "when"}
    (example,) = examples_of([labelled("come next friday at 2 ok", "inform", entities=(entity,))])
    assert example.tags == ("O", "B-when", "I-when", "I-when", "I-when", "O")


def test_examples_know_the_turns_they_answer_when_their_block_tells_them() -> None:
    (example,) = examples_of([labelled("yes", "affirm", after=("Is Tuesday good?",))])
    assert example.after == ("Is Tuesday good?",)


def test_an_answer_is_shown_after_its_own_turns_or_alone() -> None:
    answer = Example(tuple(words_of("yes")), ("O",), "affirm", ("Is Tuesday good?", "Shall I book it?"))
    other = Example(tuple(words_of("hello")), ("O",), "greet", ())
    drawn = {contexts([answer, other], random.Random(number))[0] for number in range(60)}
    assert drawn == {None, "Is Tuesday good?", "Shall I book it?"}


def test_a_message_is_shown_after_turns_it_does_not_answer_and_alone() -> None:
    answer = Example(tuple(words_of("yes")), ("O",), "affirm", ("Is Tuesday good?",))
    other = Example(tuple(words_of("hello")), ("O",), "greet", ())
    drawn = [contexts([answer, other], random.Random(number))[1] for number in range(200)]
    assert None in drawn
    assert "Is Tuesday good?" in drawn


def test_slips_keep_intent_and_tags_when_words_are_mistyped() -> None:
    words = tuple(words_of("please cancel tuesday, thanks"))
    example = Example(words, ("O", "O", "B-when", "O", "O"), "cancel_appointment", ())
    slipped = mistyped([example] * 300, random.Random(3))
    assert 30 <= len(slipped) <= 90
    assert {one.intent for one in slipped} == {"cancel_appointment"}
    assert {one.tags for one in slipped} == {("O", "O", "B-when", "O")}, "a hasty text has no comma"
    assert any(one.spelling != ["please", "cancel", "tuesday", "thanks"] for one in slipped)
