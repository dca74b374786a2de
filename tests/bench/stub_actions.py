"""An action server that answers at once with what the real one said before.

`python -m tests.bench.stub_actions PORT REAL_URL` passes each call on and remembers the answers in their order; after
POST /replay it answers every conversation from memory, in that order.
"""

from __future__ import annotations

import sys
from collections import Counter

import httpx
from aiohttp import web


class Recording:
    """Answers by their place in a conversation."""

    def __init__(self, real_url: str) -> None:
        self.real_url = real_url
        self.answers: list[tuple[int, bytes]] = []
        self.replaying = False
        self.places: Counter[str] = Counter()
        self.client = httpx.AsyncClient(timeout=15)

    async def answer(self, request: web.Request) -> web.Response:
        """One action call of Rasa."""
        body = await request.json()
        if not self.replaying:
            real = await self.client.post(self.real_url, json=body)
            self.answers.append((real.status_code, real.content))
            return web.Response(status=real.status_code, body=real.content, content_type="application/json")
        place = self.places[body["sender_id"]]
        self.places[body["sender_id"]] += 1
        status, content = self.answers[place % len(self.answers)]
        return web.Response(status=status, body=content, content_type="application/json")

    async def replay(self, _: web.Request) -> web.Response:
        """From now on answer from memory."""
        self.replaying = True
        return web.json_response({"answers": len(self.answers)})


def main() -> None:
    """Serve on the loopback interface."""
    recording = Recording(sys.argv[2])
    app = web.Application(client_max_size=16 * 1024 * 1024)
    app.router.add_post("/webhook", recording.answer)
    app.router.add_post("/replay", recording.replay)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)


if __name__ == "__main__":
    main()
