"""Who may use the chat API, how often, and how /widget.js is served."""

from __future__ import annotations

import gzip

import httpx
import pytest

from backend.chat.limits import WRITES
from backend.chat.script import FRESH_SECONDS
from tests.integration.chat.conftest import SITE, Browser, Clinic


@pytest.fixture
def ann(clinic: Clinic) -> Browser:
    return clinic.browser()


def test_browser_may_read_answers_when_the_site_is_allowed(clinic: Clinic, ann: Browser) -> None:
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST"}
    preflight = clinic.http.request("OPTIONS", f"{clinic.url}/chat/v1/messages", headers=asked)
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == SITE
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    answer = ann.http.get("/chat/v1/messages", headers=ann.headers | {"Origin": SITE})
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    refused = ann.http.get("/chat/v1/messages", headers={"Origin": SITE})
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (401, SITE)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", f"{SITE}.evil.example", "http://www.clinic.example"]
)
def test_call_is_refused_when_the_site_is_not_allowed(clinic: Clinic, ann: Browser, origin: str) -> None:
    for path in ("messages", "stream"):
        answer = ann.http.get(f"/chat/v1/{path}", headers=ann.headers | {"Origin": origin})
        assert (answer.status_code, answer.json()["code"]) == (403, "origin_not_allowed")
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_own_pages_may_when_they_are_reached_by_any_name(clinic: Clinic, ann: Browser) -> None:
    assert ann.http.get("/chat/v1/messages", headers=ann.headers | {"Origin": clinic.url}).status_code == 200


def test_session_is_slowed_down_when_it_writes_too_fast(clinic: Clinic, ann: Browser) -> None:
    brim = min(bucket.brim for bucket in WRITES)
    statuses = [ann.post(text=f"message {number}").status_code for number in range(brim + 1)]
    assert statuses == [202] * brim + [429]
    refused = ann.post(text="once more")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 2
    assert clinic.browser().post(text="another session").status_code == 202


def test_peer_is_slowed_down_when_it_begins_too_many_sessions(clinic: Clinic, ann: Browser) -> None:
    statuses = [Browser(ann.http, ann.peer).begin().status_code for _ in range(21)]
    assert statuses[0] == 201
    assert statuses[-1] == 429
    assert Browser(ann.http, f"1.1.1.1, {ann.peer}").begin().status_code == 429
    assert Browser(ann.http, f"{ann.peer}, 203.0.113.250").begin().status_code == 201


def test_widget_is_kept_by_browsers_when_it_has_not_changed(clinic: Clinic) -> None:
    url = f"{clinic.url}/widget.js"
    with httpx.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as first:
        packed = b"".join(first.iter_raw())
    assert first.headers["Content-Encoding"] == "gzip"
    assert f"max-age={FRESH_SECONDS}" in first.headers["Cache-Control"]
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert len(packed) < 150_000
    again = httpx.get(url, headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = httpx.get(url, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.content == gzip.decompress(packed)
    assert plain.headers["ETag"] != first.headers["ETag"]


def test_chat_says_so_with_a_problem_when_there_is_nothing_of_that_kind(ann: Browser) -> None:
    for method, path in (("DELETE", "messages"), ("GET", "nowhere"), ("GET", "sessions")):
        answer = ann.http.request(method, f"/chat/v1/{path}", headers=ann.headers)
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
