"""The backend, as the actions see it: one conversation's view of the clinic.

BackendProblem
+-- BackendAway    no answer in time, or a fault on its side: the patient is told so, staff can be asked
+-- Refused        a rule said no; `code` says which (slot_taken, too_late_to_cancel, ...)
"""

from __future__ import annotations

from typing import Any

import httpx

ANSWER_WITHIN = 4.0
PAGE = 100

Json = dict[str, Any]


class BackendProblem(Exception):
    """The backend did not do what it was asked."""


class BackendAway(BackendProblem):
    """The backend did not answer, or failed."""


class Refused(BackendProblem):
    """The backend said no: a stable code, and the problem's other members."""

    def __init__(self, code: str, problem: Json) -> None:
        super().__init__(code)
        self.code = code
        self.problem = problem


class Backend:
    """Calls of API v1; each method is one request."""

    def __init__(self, api_url: str, token: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(
            base_url=f"{api_url}/api/v1",
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            timeout=ANSWER_WITHIN,
            transport=transport,
        )

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def conversation(self, conversation: str) -> Json:
        """Return who is talking, as far as their number tells: zone, level, patients, clinic."""
        return await self._call("GET", f"/conversations/{conversation}")

    async def clinic(self) -> Json:
        """Return the clinic's name, country, emergency number, phone and zone."""
        return await self._call("GET", "/clinic")

    async def directory(self, kind: str) -> list[Json]:
        """Return all entries of `services`, `practitioners` or `locations`."""
        found: list[Json] = []
        cursor: str | None = None
        while True:
            page = await self._call("GET", f"/{kind}", params={"limit": PAGE, **({"cursor": cursor} if cursor else {})})
            found += page["items"]
            cursor = page.get("next")
            if not cursor:
                return found

    async def offers(self, conversation: str, wanted: Json, key: str) -> Json:
        """Ask for at most three free times and hold them."""
        return await self._call("POST", f"/conversations/{conversation}/offers", body=wanted, key=key)

    async def choose(self, conversation: str, token: str, key: str) -> Json:
        """Keep one of the offered times."""
        return await self._call("POST", f"/conversations/{conversation}/offers/choose", body={"token": token}, key=key)

    async def book(self, conversation: str, booking: Json, key: str) -> Json:
        """Book the chosen time."""
        return await self._call("POST", f"/conversations/{conversation}/appointments", body=booking, key=key)

    async def appointments(self, conversation: str) -> list[Json]:
        """Return the upcoming appointments of this conversation's patients, soonest first."""
        page = await self._call("GET", f"/conversations/{conversation}/appointments")
        items: list[Json] = page["items"]
        return items

    async def change(self, conversation: str, appointment: str, command: str, body: Json, key: str) -> Json:
        """Do `reschedule`, `cancel`, `confirm`, `decline` or `late` with an appointment."""
        path = f"/conversations/{conversation}/appointments/{appointment}/{command}"
        return await self._call("POST", path, body=body, key=key)

    async def wait(self, conversation: str, wish: Json, key: str) -> Json:
        """Put somebody on the waitlist for what was looked for last; `words` are to be told, `entry` is null if not."""
        return await self._call("POST", f"/conversations/{conversation}/waitlist", body=wish, key=key)

    async def hand_over(self, conversation: str, reason: str, key: str, note: str | None = None) -> Json:
        """Ask staff to take the conversation over."""
        body = {"reason": reason, **({"note": note} if note else {})}
        return await self._call("POST", f"/conversations/{conversation}/handoff", body=body, key=key)

    async def _call(
        self, method: str, path: str, *, params: Json | None = None, body: Json | None = None, key: str | None = None
    ) -> Json:
        headers = {"Idempotency-Key": key} if key else {}
        try:
            answer = await self._http.request(method, path, params=params, json=body, headers=headers)
        except httpx.HTTPError as error:
            raise BackendAway(type(error).__name__) from error
        try:
            content = answer.json() if answer.content else {}
        except ValueError as error:
            raise BackendAway("the answer is not JSON") from error
        if answer.is_success:
            found: Json = content
            return found
        if answer.status_code >= 500 or answer.status_code in (401, 403, 429):
            raise BackendAway(f"HTTP {answer.status_code}")
        raise Refused(str(content.get("code", "invalid_request")), content)
