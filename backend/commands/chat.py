"""`frontdesk chat`: text the clinic from the terminal, through the same webhook a patient's text takes."""

from __future__ import annotations

import time
from threading import Event

import click
import httpx

from backend.environment import settings

ASKS_AGAIN_AFTER = 0.3
WAITS = 30.0


class Handset:
    """A telephone of the sandbox carrier: it texts the clinic with a signed webhook and keeps the answers."""

    def __init__(self, carrier_url: str, number: str, transport: httpx.BaseTransport | None = None) -> None:
        self._http = httpx.Client(base_url=carrier_url, timeout=10, transport=transport)
        self._path = f"/sandbox/handsets/{number}/messages"
        self._seen = len(self._received())

    def send(self, text: str) -> None:
        """Text the clinic."""
        self._http.post(self._path, json={"text": text}).raise_for_status()

    def answers(self, within: float) -> list[str]:
        """Return what the clinic texted since the last call, waiting for the first of it."""
        deadline = time.monotonic() + within
        pause = Event()
        while True:
            received = self._received()
            if len(received) > self._seen or time.monotonic() >= deadline:
                fresh, self._seen = received[self._seen :], len(received)
                return fresh
            pause.wait(ASKS_AGAIN_AFTER)

    def _received(self) -> list[str]:
        answer = self._http.get(self._path)
        answer.raise_for_status()
        return [str(one["body"]) for one in answer.json()["messages"] if one["direction"] != "inbound"]


@click.command(epilog="Example: frontdesk chat --number +15005550142")
@click.option(
    "--carrier", "carrier_url", help="Address of the sandbox carrier; by default the one of this installation."
)
@click.option("--number", default="+15005550142", show_default=True, help="The telephone number you text from.")
@click.argument("texts", nargs=-1)
def command(carrier_url: str | None, number: str, texts: tuple[str, ...]) -> None:
    """Talk to the bot in the terminal; with TEXTS, send these and print the answers."""
    try:
        handset = Handset(carrier_url or _carrier_here(), number)
        if texts:
            for text in texts:
                click.echo(f"> {text}")
                _exchange(handset, text)
            return
        click.echo(f"You are texting from {number}. Leave with Ctrl-D.")
        while True:
            _exchange(handset, click.prompt(">", prompt_suffix=" "))
    except click.exceptions.Abort:
        click.echo()
    except httpx.HTTPError as error:
        raise click.ClickException("The sandbox carrier does not answer. Start the product first: make up") from error


def _exchange(handset: Handset, text: str) -> None:
    handset.send(text)
    answers = handset.answers(WAITS)
    click.echo("\n".join(answers) if answers else "(no answer yet)")


def _carrier_here() -> str:
    """Return the address of the carrier of this installation."""
    return f"http://127.0.0.1:{settings().ports.carrier}"
