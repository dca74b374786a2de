"""Streams: what is said arrives as it is said, once, and on time after a break."""

from __future__ import annotations

import pytest

from backend.chat import listening
from backend.domain.handoff.machine import Reason
from tests.integration.chat.conftest import Browser, Clinic


@pytest.fixture
def ann(clinic: Clinic) -> Browser:
    return clinic.browser()


def test_question_typing_and_answer_arrive_when_they_happen(clinic: Clinic, ann: Browser) -> None:
    with ann.stream() as stream:
        client_id = ann.say("are you open?")
        name, line, _ = stream.next()
        assert (name, line["author"], line["client_id"]) == ("message", "patient", client_id)
        assert stream.next()[:2] == ("typing", {"typing": True})

        clinic.desk.work()

        name, line, place = stream.next()
        assert (name, line["text"]) == ("message", "echo: are you open?")
        assert place is not None
        assert stream.next()[:2] == ("typing", {"typing": False})


def test_typing_ends_when_the_answer_is_silence(clinic: Clinic, ann: Browser) -> None:
    with ann.stream() as stream:
        ann.say("hello")
        assert stream.next("typing")[1] == {"typing": True}
        clinic.desk.sql("UPDATE conversations SET state = 'claimed', claimed_by = 'maria'")
        clinic.desk.sql("UPDATE messages SET processed_at = now()")
        assert stream.next("typing")[1] == {"typing": False}


def test_only_what_is_new_arrives_when_a_stream_is_taken_up_again(clinic: Clinic, ann: Browser) -> None:
    ann.say("one")
    clinic.desk.work()
    with ann.stream() as stream:
        first = [stream.next("message") for _ in range(2)]
    ann.say("two")
    clinic.desk.work()
    place = first[-1][2]
    assert place is not None
    with ann.stream(place) as stream:
        seen: list[dict[str, str]] = []
        while "echo: two" not in [line["text"] for line in seen]:
            seen.append(stream.next("message")[1])
        assert stream.quiet()
    # What was touched a moment before the break may come again, under the id by which it is known.
    known = {line["id"] for _, line, _ in first}
    assert [line["text"] for line in seen if line["id"] not in known] == ["two", "echo: two"]


def test_answer_that_waited_arrives_when_a_later_message_was_seen_before(clinic: Clinic, ann: Browser) -> None:
    ann.say("one")
    clinic.desk.work()
    clinic.desk.sql("UPDATE deliveries SET state = 'pending', updated_at = now() - interval '1 hour'")
    ann.say("two")
    place = ann.thread()["next"]
    assert ann.texts() == [("patient", "one"), ("patient", "two")]
    clinic.desk.sql("UPDATE deliveries SET state = 'sent', updated_at = now()")
    with ann.stream(place) as stream:
        assert stream.next("message")[1]["text"] == "echo: one"


def test_message_of_staff_brings_the_name_of_who_wrote_it(clinic: Clinic, ann: Browser) -> None:
    handoffs = clinic.desk.frontdesk.handoffs
    ann.say("hello")
    clinic.desk.work()
    with clinic.desk.frontdesk.database.transaction() as transaction:
        id_ = transaction.connection.exec_driver_sql("SELECT id FROM conversations").scalar_one()
    with ann.stream() as stream:
        asked = handoffs.request(id_, Reason.PATIENT_ASKED)
        handoffs.claim(asked.handoff.id, "Maria Sandoval")
        handoffs.reply(asked.handoff.id, "Good morning, this is Maria.", "Maria Sandoval")
        clinic.desk.work()
        while (line := stream.next("message")[1])["author"] != "staff":
            pass
        assert (line["name"], line["text"]) == ("Maria Sandoval", "Good morning, this is Maria.")


def test_nothing_of_others_arrives_when_several_write(clinic: Clinic, ann: Browser) -> None:
    bob = clinic.browser()
    with ann.stream() as hers, bob.stream() as his:
        bob.say("from bob")
        assert his.next("message")[1]["text"] == "from bob"
        assert hers.quiet()


def test_what_left_as_a_text_stays_out_of_the_thread_when_both_are_one_person(clinic: Clinic, ann: Browser) -> None:
    clinic.desk.say("hello by text")
    ann.begin(link=clinic.desk.frontdesk.linking.issue(clinic.desk.conversation()).token)
    clinic.desk.work()
    clinic.desk.say("and again by text")
    assert "by text" not in str(ann.texts())


def test_receipts_are_the_truth_about_delivery_when_the_browser_gives_them(clinic: Clinic, ann: Browser) -> None:
    ann.say("hello")
    clinic.desk.work()
    assert clinic.desk.sql("SELECT state FROM deliveries") == [("sent",)]
    seq = ann.thread()["messages"][-1]["seq"]
    with ann.stream() as stream:
        assert stream.next("message")
        for receipt, state in (
            ({"delivered": seq}, "delivered"),
            ({"read": seq}, "read"),
            ({"delivered": seq}, "read"),
        ):
            answer = ann.http.post("/chat/v1/receipts", json=receipt, headers=ann.headers)
            assert answer.status_code == 204
            assert clinic.desk.sql("SELECT state FROM deliveries") == [(state,)]
        assert [stream.next("delivery")[1]["state"] for _ in range(2)] == ["delivered", "read"]
    assert ann.thread()["messages"][-1]["read"] is True


def test_another_may_not_confirm_receipt_when_they_guess_the_number(clinic: Clinic, ann: Browser) -> None:
    ann.say("hello")
    clinic.desk.work()
    bob = clinic.browser()
    bob.http.post("/chat/v1/receipts", json={"read": 2**40}, headers=bob.headers)
    assert clinic.desk.sql("SELECT state FROM deliveries") == [("sent",)]


def test_stream_is_refused_when_there_is_no_room(clinic: Clinic, ann: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "SESSION_STREAMS", 1)
    with ann.stream(), ann.stream() as second:
        second.response.read()
        assert second.response.status_code == 503
        assert second.response.headers["Retry-After"] == "5"
        assert second.response.json()["code"] == "no_room"
        bob = clinic.browser()
        with bob.stream() as his:
            assert his.response.status_code == 200


def test_streams_end_within_a_second_or_two_when_the_process_stops(clinic: Clinic, ann: Browser) -> None:
    with ann.stream() as stream:
        clinic.desk.frontdesk.listening.stop()
        assert stream.next()[0] == "end"


@pytest.mark.parametrize("place", ["x", "-1", "1-x", "1" * 19, "1-" + "9" * 16, "\u0661"])
def test_place_is_refused_when_it_is_none_of_ours(ann: Browser, place: str) -> None:
    answer = ann.http.get("/chat/v1/messages", params={"after": place}, headers=ann.headers)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "after")
