from __future__ import annotations

import pytest

from backend.domain.errors import IllegalTransition, InvalidRequest, NotFound
from backend.domain.handoff.machine import Reason
from backend.domain.ids import ConversationId, HandoffId
from backend.identifiers import new_id
from tests.integration.messaging.doubles import Desk


def _asked(desk: Desk, reason: Reason = Reason.PATIENT_ASKED) -> HandoffId:
    desk.say("hello")
    return desk.frontdesk.handoffs.request(desk.conversation(), reason).handoff.id


def _state(desk: Desk) -> object:
    return desk.sql("SELECT state FROM conversations")[0][0]


def test_goes_from_bot_to_staff_and_back_when_staff_work_on_it(desk: Desk) -> None:
    id_ = _asked(desk)
    assert _state(desk) == "waiting"
    desk.frontdesk.handoffs.claim(id_, "Sam")
    desk.frontdesk.handoffs.reply(id_, "Hi, Sam here.", "Sam")
    desk.work()
    assert _state(desk) == "claimed"
    assert desk.carrier.texts[1:] == ["You are now texting with Sam at Harbor Clinic.", "Hi, Sam here."]
    assert desk.say("hi sam") == []
    desk.frontdesk.handoffs.resolve(id_, "Sam")
    desk.work()
    assert _state(desk) == "resolved"
    assert desk.carrier.texts[-1].startswith("Harbor Clinic has closed this conversation.")
    assert desk.say("one more thing") == ["echo: one more thing"]
    assert _state(desk) == "bot"
    steps = desk.sql("SELECT step, actor FROM handoff_events ORDER BY at, id")
    assert steps == [("request", "bot"), ("claim", "staff:Sam"), ("resolve", "staff:Sam")]


def test_keeps_who_said_what_when_staff_write(desk: Desk) -> None:
    id_ = _asked(desk)
    desk.frontdesk.handoffs.claim(id_, "Sam")
    desk.frontdesk.handoffs.reply(id_, "Hi", "Sam")
    desk.work()
    thread = desk.frontdesk.handoffs.thread(desk.conversation())
    said = [(line.author.value, line.author_name, line.body.reveal()) for line in thread]
    assert said == [
        ("patient", None, "hello"),
        ("bot", None, "echo: hello"),
        ("system", None, "You are now texting with Sam at Harbor Clinic."),
        ("staff", "Sam", "Hi"),
    ]
    assert [
        line.body.reveal() for line in desk.frontdesk.handoffs.thread(desk.conversation(), after=thread[2].seq)
    ] == ["Hi"]


def test_tells_the_patient_when_the_bot_takes_over_again(desk: Desk) -> None:
    id_ = _asked(desk)
    desk.frontdesk.handoffs.claim(id_, "Sam")
    desk.frontdesk.handoffs.give_back(id_, "Sam")
    desk.work()
    assert _state(desk) == "bot"
    assert desk.carrier.texts[-1] == "You are back with the assistant of Harbor Clinic. What can I do for you?"


def test_sends_no_reply_of_the_bot_when_staff_claimed_while_it_was_prepared(desk: Desk) -> None:
    desk.say("hello")

    def claim() -> None:
        asked = desk.frontdesk.handoffs.request(desk.conversation(), Reason.COMPLAINT)
        desk.frontdesk.handoffs.claim(asked.handoff.id, "Sam")

    desk.engine.meanwhile = claim
    sent = desk.say("this is slow")
    assert sent == ["You are now texting with Sam at Harbor Clinic."]
    assert desk.sql(
        "SELECT d.state FROM deliveries d JOIN messages m ON m.id = d.message_id WHERE m.author = 'bot' ORDER BY d.seq"
    ) == [("accepted",), ("canceled",)]


def test_sends_no_reply_of_the_bot_when_staff_claimed_before_it_could_leave(desk: Desk) -> None:
    id_ = _asked(desk)
    desk.sql("UPDATE deliveries SET state = 'pending', tried_at = NULL, provider_id = NULL")
    desk.frontdesk.handoffs.claim(id_, "Sam")
    desk.bells.relays.insert(0, desk.sql("SELECT message_id FROM deliveries ORDER BY seq LIMIT 1")[0][0])  # type: ignore[arg-type]
    desk.work()
    assert desk.carrier.texts == ["echo: hello", "You are now texting with Sam at Harbor Clinic."]
    assert desk.sql("SELECT state, error_code FROM deliveries ORDER BY seq LIMIT 1") == [("canceled", "held_by_staff")]


def test_sends_the_last_words_of_the_bot_when_it_asked_for_a_person_itself(desk: Desk) -> None:
    desk.text("hello")
    desk.engine.meanwhile = lambda: desk.frontdesk.handoffs.request(desk.conversation(), Reason.PATIENT_ASKED)
    desk.work()
    assert desk.carrier.texts == ["echo: hello"]
    assert _state(desk) == "waiting"


def test_answers_an_emergency_when_staff_hold_the_conversation(desk: Desk) -> None:
    id_ = _asked(desk)
    desk.frontdesk.handoffs.claim(id_, "Sam")
    desk.work()
    (sent,) = desk.say("chest pain")
    assert "911" in sent
    assert _state(desk) == "claimed"
    assert desk.sql("SELECT priority, claimed_by FROM handoffs") == [(2, "Sam")]


def test_refuses_a_claim_when_somebody_was_faster(desk: Desk) -> None:
    id_ = _asked(desk)
    desk.frontdesk.handoffs.claim(id_, "Sam")
    desk.frontdesk.handoffs.claim(id_, "Sam")
    with pytest.raises(IllegalTransition, match="Sam holds"):
        desk.frontdesk.handoffs.claim(id_, "Alex")
    desk.work()
    assert desk.carrier.texts.count("You are now texting with Sam at Harbor Clinic.") == 1


@pytest.mark.parametrize("what", ["reply", "claim", "give_back", "release"])
def test_refuses_every_step_when_the_handoff_is_closed(desk: Desk, what: str) -> None:
    id_ = _asked(desk)
    desk.frontdesk.handoffs.resolve(id_)
    arguments = {"reply": ("hello",), "claim": ("Sam",)}.get(what, ())
    with pytest.raises(IllegalTransition, match="closed"):
        getattr(desk.frontdesk.handoffs, what)(id_, *arguments)


def test_changes_nothing_when_a_step_is_repeated(desk: Desk) -> None:
    id_ = _asked(desk)
    desk.frontdesk.handoffs.claim(id_, "Sam")
    first = desk.frontdesk.handoffs.reply(id_, "Hi", "Sam", once="k1")
    assert desk.frontdesk.handoffs.reply(id_, "Hi", "Sam", once="k1") == first
    assert desk.frontdesk.handoffs.reply(id_, "Hi", "Sam", once="k2") != first
    done = desk.frontdesk.handoffs.resolve(id_)
    assert desk.frontdesk.handoffs.resolve(id_) == done
    desk.work()
    assert desk.carrier.texts.count("Hi") == 2
    assert desk.sql("SELECT count(*) FROM handoff_events") == [(3,)]


def test_refuses_a_reply_when_nobody_or_somebody_else_holds_it(desk: Desk) -> None:
    id_ = _asked(desk)
    with pytest.raises(IllegalTransition, match="claim"):
        desk.frontdesk.handoffs.reply(id_, "hello")
    desk.frontdesk.handoffs.claim(id_, "Sam")
    with pytest.raises(IllegalTransition, match="Sam holds"):
        desk.frontdesk.handoffs.reply(id_, "hello", "Alex")
    with pytest.raises(InvalidRequest):
        desk.frontdesk.handoffs.reply(id_, "  ")
    with pytest.raises(InvalidRequest):
        desk.frontdesk.handoffs.claim(id_, "\n")


def test_waits_for_another_when_whoever_claimed_it_lets_go(desk: Desk) -> None:
    id_ = _asked(desk)
    desk.frontdesk.handoffs.claim(id_, "Sam")
    assert desk.frontdesk.handoffs.release(id_, "Sam").state == "waiting"
    assert desk.frontdesk.handoffs.claim(id_, "Alex").claimed_by == "Alex"


def test_keeps_one_handoff_when_a_person_is_asked_for_twice(desk: Desk) -> None:
    first = _asked(desk)
    second = desk.frontdesk.handoffs.request(desk.conversation(), Reason.MEDICAL, note="knee").handoff
    third = desk.frontdesk.handoffs.request(desk.conversation(), Reason.FALLBACK).handoff
    assert first == second.id == third.id
    assert third.priority == 1
    assert third.reason is Reason.MEDICAL


def test_shows_the_most_urgent_first_when_several_wait(desk: Desk) -> None:
    for number, text in enumerate(["hello", "i cant breathe", "hi"], 1):
        desk.say(text, sender=f"+1500555010{number}")
    for number in (1, 3):
        desk.frontdesk.handoffs.request(desk.conversation(f"+1500555010{number}"), Reason.PATIENT_ASKED)
    waiting = desk.frontdesk.handoffs.waiting()
    assert [handoff.reason.value for handoff in waiting] == ["emergency", "patient_asked", "patient_asked"]
    assert waiting[1:] == desk.frontdesk.handoffs.waiting(after=waiting[0].id)
    assert waiting[:2] == desk.frontdesk.handoffs.waiting(limit=2)
    desk.frontdesk.handoffs.claim(waiting[0].id, "Sam")
    assert [handoff.claimed_by for handoff in desk.frontdesk.handoffs.waiting("claimed")] == ["Sam"]


def test_finds_nothing_when_the_id_is_unknown(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.frontdesk.handoffs.get(HandoffId(new_id()))
    with pytest.raises(NotFound):
        desk.frontdesk.handoffs.request(ConversationId(new_id()), Reason.ERROR)
