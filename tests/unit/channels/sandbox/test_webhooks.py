"""Calling the clinic: timeouts and retries as Twilio documents them."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from channels.sandbox.webhooks import ConnectionPolicy, WebhookCaller
from tests.contracts.running import AUTH_TOKEN, Clinic

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def caller() -> Iterator[WebhookCaller]:
    running = WebhookCaller(AUTH_TOKEN)
    yield running
    running.close()


def test_policy_is_twilios_default_when_the_fragment_says_nothing() -> None:
    assert ConnectionPolicy.of("") == ConnectionPolicy(5.0, 15.0, 15.0, 1, frozenset({"ct"}))


def test_policy_follows_the_fragment_when_values_are_in_range() -> None:
    policy = ConnectionPolicy.of("ct=200&rt=300&tt=4000&rc=5&rp=4xx,5xx")

    assert policy == ConnectionPolicy(0.2, 0.3, 4.0, 5, frozenset({"4xx", "5xx"}))


def test_policy_keeps_defaults_when_values_are_out_of_range() -> None:
    assert ConnectionPolicy.of("ct=99&rt=15001&tt=x&rc=6") == ConnectionPolicy()


@pytest.mark.parametrize(
    ("fragment", "answer", "calls"),
    [
        ("", (503, "text/plain", ""), 1),
        ("#rp=5xx", (503, "text/plain", ""), 2),
        ("#rc=3&rp=all", (503, "text/plain", ""), 4),
        ("#rc=3&rp=5xx", (404, "text/plain", ""), 1),
        ("#rc=2&rp=4xx", (404, "text/plain", ""), 3),
        ("#rc=0&rp=all", (503, "text/plain", ""), 1),
    ],
)
def test_attempts_follow_the_policy_when_the_clinic_refuses(
    clinic: Clinic, caller: WebhookCaller, fragment: str, answer: tuple[int, str, str], calls: int
) -> None:
    clinic.answers = [answer]

    given = caller.post(f"{clinic.url}/webhooks/sms{fragment}", {"Body": "hi"})

    assert (given.status, given.error_code) == (answer[0], 11200)
    assert len(clinic.calls) == calls
    assert all(call.genuine and "#" not in call.target for call in clinic.calls)
    assert len({call.headers["I-Twilio-Idempotency-Token"] for call in clinic.calls}) == 1


def test_second_attempt_succeeds_when_the_first_was_refused_and_retried(clinic: Clinic, caller: WebhookCaller) -> None:
    clinic.answers = [(503, "text/plain", ""), (200, "text/xml", "<Response/>")]

    given = caller.post(f"{clinic.url}/webhooks/sms#rp=5xx", {"Body": "hi"})

    assert (given.status, given.error_code) == (200, None)


def test_clinic_is_called_once_when_it_answers_too_late(clinic: Clinic, caller: WebhookCaller) -> None:
    clinic.wait = 5.0

    given = caller.post(f"{clinic.url}/webhooks/sms#rt=200", {"Body": "hi"})

    assert (given.status, given.error_code, len(clinic.calls)) == (None, 11200, 1)


def test_clinic_is_called_again_when_late_answers_are_retried(clinic: Clinic, caller: WebhookCaller) -> None:
    clinic.wait = 5.0

    caller.post(f"{clinic.url}/webhooks/sms#rt=200&rp=rt&rc=2", {"Body": "hi"})

    assert len(clinic.calls) == 3


def test_total_time_bounds_all_attempts_when_it_is_shorter(clinic: Clinic, caller: WebhookCaller) -> None:
    clinic.wait = 5.0
    began = time.monotonic()

    caller.post(f"{clinic.url}/webhooks/sms#rt=300&tt=500&rp=rt&rc=5", {"Body": "hi"})

    assert time.monotonic() - began < 1.5
    assert len(clinic.calls) == 2


def test_answer_says_connection_failure_when_nobody_listens(caller: WebhookCaller) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        given = caller.post(f"http://127.0.0.1:{port}/webhooks/sms", {"Body": "hi"})

    assert (given.status, given.error_code) == (None, 11205)


@pytest.mark.parametrize("path", ["/s?n=J%C3%B6rg", "/s?t=a%3Ab", "/clinic%2F7/s", "/s?a=b+c&empty="])
def test_signature_is_over_the_address_as_written_when_it_has_escapes(
    clinic: Clinic, caller: WebhookCaller, path: str
) -> None:
    caller.post(f"{clinic.url}{path}", {"Body": "hi", "Empty": ""})

    assert clinic.calls[0].target == path
    assert clinic.calls[0].genuine
