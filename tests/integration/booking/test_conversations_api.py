"""A whole booking as the dialogue's actions do it, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from backend.domain.messaging.records import Source
from tests.conftest import ApiClient, SettableClock
from tests.integration.small_clinic import PHONE, SmallClinic

TUESDAY_AFTERNOON = {"start": "2026-11-24T12:00:00", "end": "2026-11-24T17:00:00"}


def offers(api: ApiClient, conversation: Any, **asked: Any) -> Any:
    response = api.post(f"/conversations/{conversation.hex}/offers", {"service": "visit", **asked})
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


def book(api: ApiClient, conversation: Any, token: str, **changes: Any) -> Any:
    body = {"token": token, "patient": {"given_name": "Ada", "family_name": "Sample"}, **changes}
    response = api.post(f"/conversations/{conversation.hex}/appointments", body)
    assert response.status_code == 201, response.get_data(as_text=True)
    return response.get_json()


def starts(found: Any) -> list[str]:
    return [offer["start"] for offer in found["offers"]]


def test_unknown_number_books_and_is_known_when_it_answered_the_read_back(api: ApiClient, small: SmallClinic) -> None:
    conversation = small.conversation()
    before = api.get(f"/conversations/{conversation.hex}").get_json()
    assert (before["level"], before["patients"], before["clinic"]["emergency_number"]) == ("L0", [], "911")
    found = offers(api, conversation, windows=[TUESDAY_AFTERNOON], location="east")
    assert found["match"] == "exact"
    assert starts(found) == [f"2026-11-24T{hour}:00:00-05:00" for hour in (12, 13, 14)]
    chosen = api.post(f"/conversations/{conversation.hex}/offers/choose", {"number": 2}).get_json()["offer"]
    booked = book(api, conversation, chosen["token"])
    assert booked["start"] == "2026-11-24T13:00:00-05:00"
    assert booked["patient"]["first_name"] == "Ada"
    assert (booked["can_cancel"], booked["cancel_until"]) == (True, "2026-11-23T13:00:00-05:00")
    after = api.get(f"/conversations/{conversation.hex}").get_json()
    assert after["level"] == "L1"
    assert after["patients"] == [booked["patient"]]
    listed = api.get(f"/conversations/{conversation.hex}/appointments").get_json()["items"]
    assert [one["id"] for one in listed] == [booked["id"]]


def test_same_patient_is_found_again_when_the_same_number_gives_the_same_name(
    api: ApiClient, small: SmallClinic, clock: SettableClock
) -> None:
    conversation = small.conversation()
    first = book(api, conversation, offers(api, conversation)["offers"][0]["token"])
    clock.advance(days=91)  # the number proves nothing any more
    assert api.get(f"/conversations/{conversation.hex}").get_json()["level"] == "L0"
    person = {"given_name": "ADA", "family_name": "sample"}
    again = book(api, conversation, offers(api, conversation)["offers"][0]["token"], patient=person)
    assert again["patient"]["id"] == first["patient"]["id"]
    assert api.get(f"/conversations/{conversation.hex}").get_json()["level"] == "L1"


def test_family_shares_a_phone_when_a_child_is_booked(api: ApiClient, small: SmallClinic) -> None:
    conversation = small.conversation()
    book(api, conversation, offers(api, conversation)["offers"][0]["token"])
    child = {"given_name": "Bo", "family_name": "Sample", "birth_date": "2019-05-06"}
    token = offers(api, conversation)["offers"][0]["token"]
    book(api, conversation, token, patient=child, relationship="child")
    people = api.get(f"/conversations/{conversation.hex}").get_json()["patients"]
    assert [person["first_name"] for person in people] == ["Ada", "Bo"]


def test_offer_is_held_for_five_minutes_when_others_look(
    api: ApiClient, small: SmallClinic, clock: SettableClock
) -> None:
    one, other = small.conversation(), small.conversation("+12025550124")
    window = [{"start": "2026-11-24T09:00:00", "end": "2026-11-24T09:15:00"}]
    mine = offers(api, one, windows=window, practitioner="dr-ann")
    assert starts(mine) == ["2026-11-24T09:00:00-05:00"]
    theirs = offers(api, other, windows=window, practitioner="dr-ann")
    assert theirs["match"] == "nearest"
    assert "2026-11-24T09:00:00-05:00" not in starts(theirs)
    clock.advance(minutes=5)
    assert starts(offers(api, other, windows=window, practitioner="dr-ann")) == starts(mine)


def test_other_offered_times_are_free_again_when_one_was_booked(api: ApiClient, small: SmallClinic) -> None:
    one, other = small.conversation(), small.conversation("+12025550124")
    asked = {"windows": [TUESDAY_AFTERNOON], "practitioner": "dr-ann"}
    mine = offers(api, one, **asked)
    book(api, one, mine["offers"][1]["token"])
    theirs = starts(offers(api, other, **asked))
    assert starts(mine)[0] in theirs
    assert starts(mine)[1] not in theirs


def test_expired_offer_is_booked_when_the_time_is_still_free(
    api: ApiClient, small: SmallClinic, clock: SettableClock
) -> None:
    conversation = small.conversation()
    offer = offers(api, conversation)["offers"][1]
    clock.advance(minutes=30)
    assert book(api, conversation, offer["token"])["start"] == offer["start"]


@pytest.mark.parametrize("step", ["choose", "book"])
def test_fresh_offers_come_with_the_refusal_when_somebody_else_was_faster(
    api: ApiClient, small: SmallClinic, clock: SettableClock, step: str
) -> None:
    conversation = small.conversation()
    offer = offers(api, conversation, windows=[TUESDAY_AFTERNOON], location="east", practitioner="dr-ann")["offers"][0]
    clock.advance(minutes=6)
    small.book(api, small.patient("Eve"), offer["start"])
    if step == "choose":
        response = api.post(f"/conversations/{conversation.hex}/offers/choose", {"token": offer["token"]})
        assert response.get_json()["code"] == "offer_expired"
    else:
        person = {"given_name": "Ada", "family_name": "Sample"}
        response = api.post(
            f"/conversations/{conversation.hex}/appointments", {"token": offer["token"], "patient": person}
        )
        assert response.get_json()["code"] == "slot_taken"
    problem = response.get_json()
    assert response.status_code == 409
    assert response.content_type == "application/problem+json"
    assert len(problem["offers"]) == 3
    assert book(api, conversation, problem["offers"][0]["token"])


def test_choice_is_ambiguous_when_two_offers_start_in_the_window(api: ApiClient, small: SmallClinic) -> None:
    conversation = small.conversation()
    offers(api, conversation, windows=[TUESDAY_AFTERNOON], location="east")
    path = f"/conversations/{conversation.hex}/offers/choose"
    assert api.post(path, {"window": TUESDAY_AFTERNOON}).get_json()["code"] == "ambiguous_choice"
    one = {"start": "2026-11-24T13:00:00", "end": "2026-11-24T13:30:00"}
    assert api.post(path, {"window": one}).get_json()["offer"]["number"] == 2
    assert api.post(path, {"number": 7}).get_json()["code"] == "unknown_offer"
    assert api.post(path, {"token": "nobody-made-this"}).status_code == 404


def test_alternatives_are_later_earlier_other_or_another_day_when_asked_for(api: ApiClient, small: SmallClinic) -> None:
    conversation = small.conversation()
    first = offers(api, conversation, windows=[TUESDAY_AFTERNOON], practitioner="dr-ann")
    later = offers(api, conversation, practitioner="dr-ann", after_previous="later")
    assert later["match"] == "exact"
    assert starts(later)[0] > max(starts(first))
    assert {start[:10] for start in starts(later)} == {"2026-11-24"}
    earlier = offers(api, conversation, practitioner="dr-ann", after_previous="earlier")
    assert max(starts(earlier)) < min(starts(later))
    other = offers(api, conversation, practitioner="dr-ann", after_previous="other")
    assert not {*starts(other)} & {*starts(first), *starts(later), *starts(earlier)}
    day = offers(api, conversation, practitioner="dr-ann", after_previous="other_day")
    assert "2026-11-24" not in {start[:10] for start in starts(day)}


@pytest.mark.parametrize(
    ("asked", "match", "reason"),
    [
        ({"windows": [{"start": "2026-11-24T03:00:00", "end": "2026-11-24T05:00:00"}]}, "nearest", "closed"),
        ({"windows": [{"start": "2026-11-20T09:00:00", "end": "2026-11-20T12:00:00"}]}, "nearest", "notice"),
        ({"windows": [{"start": "2027-11-20T09:00:00", "end": "2027-11-20T12:00:00"}]}, "nearest", "horizon"),
        ({"windows": [{"start": "2026-11-23T09:00:00", "end": "2026-11-23T09:30:00"}]}, "nearest", "notice"),
        ({"windows": [{"start": "2026-11-25T08:00:00", "end": "2026-11-25T08:45:00"}]}, "nearest", "closed"),
        ({"service": "scan", "practitioner": "dr-ann"}, "none", "not_offered"),
        ({"practitioner": "dr-ann", "exclude_practitioners": ["dr-ann"]}, "none", "not_offered"),
    ],
)  # fmt: skip
def test_reason_is_given_when_nothing_fits(
    api: ApiClient, small: SmallClinic, asked: dict[str, Any], match: str, reason: str
) -> None:
    found = offers(api, small.conversation(), **asked)
    assert (found["match"], found["reason"]) == (match, reason)
    assert bool(found["offers"]) is (match == "nearest")


def test_wall_clock_of_each_place_counts_when_windows_have_no_offset(api: ApiClient, small: SmallClinic) -> None:
    window = {"start": "2026-11-24T14:00:00", "end": "2026-11-24T14:30:00"}
    found = offers(api, small.conversation(), windows=[window])
    assert found["match"] == "exact"
    assert {(offer["start"], offer["location"]["id"]) for offer in found["offers"]} <= {
        ("2026-11-24T14:00:00-05:00", "east"),
        ("2026-11-24T14:15:00-05:00", "east"),
        ("2026-11-24T14:00:00-06:00", "middle"),
        ("2026-11-24T14:15:00-06:00", "middle"),
    }
    assert {offer["location"]["id"] for offer in found["offers"]} == {"east", "middle"}


def test_appointment_is_moved_and_cancelled_by_text_when_there_is_time(api: ApiClient, small: SmallClinic) -> None:
    conversation = small.conversation()
    window = [{"start": "2026-12-01T12:00:00", "end": "2026-12-01T17:00:00"}]
    booked = book(api, conversation, offers(api, conversation, windows=window)["offers"][0]["token"])
    window = [{"start": "2026-12-03T09:00:00", "end": "2026-12-03T12:00:00"}]
    other = offers(api, conversation, windows=window, appointment=booked["id"])["offers"][0]
    path = f"/conversations/{conversation.hex}/appointments/{booked['id']}"
    moved = api.post(f"{path}/reschedule", {"token": other["token"]})
    assert moved.status_code == 200, moved.get_data(as_text=True)
    assert moved.get_json()["start"] == other["start"]
    assert api.post(f"{path}/confirm").get_json()["revision"] == 3
    assert api.post(f"{path}/late", {"minutes": 10}).get_json()["revision"] == 4
    gone = api.post(f"{path}/cancel", {"reason": "feeling better"}).get_json()
    assert (gone["status"], gone["can_cancel"]) == ("cancelled", False)
    assert api.get(f"/conversations/{conversation.hex}/appointments").get_json()["items"] == []
    assert api.post(f"{path}/cancel").get_json()["code"] == "illegal_transition"
    lines = api.get(f"/appointments/{booked['id']}/history").get_json()["items"]
    assert [line["change"] for line in lines] == ["booked", "rescheduled", "confirmed", "late", "cancelled"]
    assert lines[-1]["reason"] == "feeling better"
    assert {line["actor"] for line in lines} == {f"conversation:{conversation.hex}"}


def test_strangers_appointment_looks_like_none_when_another_number_asks(api: ApiClient, small: SmallClinic) -> None:
    booked = small.book(api, small.patient(phone=PHONE), "2026-12-01T14:00:00-05:00")
    stranger = small.conversation("+12025550199")
    for command in ("cancel", "confirm", "decline", "late"):
        response = api.post(f"/conversations/{stranger.hex}/appointments/{booked['id']}/{command}")
        assert response.status_code == 404
    missing = api.post(f"/conversations/{stranger.hex}/appointments/{'0' * 32}/cancel").get_json()
    hidden = api.post(f"/conversations/{stranger.hex}/appointments/{booked['id']}/cancel").get_json()
    assert missing == hidden
    assert api.get(f"/conversations/{stranger.hex}/appointments").get_json() == {"items": []}


def test_cancelling_is_refused_when_the_cut_off_has_passed(api: ApiClient, small: SmallClinic) -> None:
    booked = small.book(api, small.patient(phone=PHONE), "2026-11-23T16:00:00-05:00")
    path = f"/conversations/{small.conversation().hex}/appointments/{booked['id']}"
    for command in ("cancel", "decline"):
        response = api.post(f"{path}/{command}")
        assert (response.status_code, response.get_json()["code"]) == (422, "too_late_to_cancel")
    assert api.post(f"{path}/confirm").get_json()["attendance"] == "confirmed"


def test_stop_ends_what_the_number_proves_when_it_was_sent(api: ApiClient, small: SmallClinic) -> None:
    small.book(api, small.patient(phone=PHONE), "2026-12-01T14:00:00-05:00")
    conversation = small.conversation()
    assert api.get(f"/conversations/{conversation.hex}").get_json()["level"] == "L1"
    with small.frontdesk.database.transaction() as transaction:
        place = transaction.conversations.lock(conversation)
        transaction.addresses.opt_out(place, Source.PATIENT, None, small.frontdesk.clock.now())
    assert api.get(f"/conversations/{conversation.hex}").get_json()["level"] == "L0"
    assert api.get(f"/conversations/{conversation.hex}/appointments").get_json()["items"] == []


def test_command_is_done_once_when_it_is_repeated(api: ApiClient, small: SmallClinic) -> None:
    conversation = small.conversation()
    path = f"/conversations/{conversation.hex}"
    asked = {"service": "visit", "windows": [TUESDAY_AFTERNOON]}
    first = api.post(f"{path}/offers", asked, key="m1:offers").get_json()
    assert api.post(f"{path}/offers", asked, key="m1:offers").get_json() == first
    token = first["offers"][0]["token"]
    chosen = api.post(f"{path}/offers/choose", {"token": token}, key="m2:choose").get_json()
    assert api.post(f"{path}/offers/choose", {"token": token}, key="m2:choose").get_json() == chosen
    body = {"token": token, "patient": {"given_name": "Ada", "family_name": "Sample"}}
    booked = [api.post(f"{path}/appointments", body, key="m3:book") for _ in range(3)]
    assert [response.status_code for response in booked] == [201] * 3
    assert len({response.get_data() for response in booked}) == 1
    other = {**body, "patient": {"given_name": "Bo", "family_name": "Sample"}}
    refused = api.post(f"{path}/appointments", other, key="m3:book")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "idempotency_mismatch")


def test_unknown_conversation_is_not_found_when_asked_for(api: ApiClient, small: SmallClinic) -> None:
    assert small.ids
    for path in (f"/conversations/{'0' * 32}", "/conversations/not-an-id", f"/conversations/{'0' * 32}/appointments"):
        assert api.get(path).status_code == 404
    assert api.post(f"/conversations/{'0' * 32}/offers", {"service": "visit"}).status_code == 404
