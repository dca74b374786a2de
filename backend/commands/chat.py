"""`frontdesk chat`: text the clinic from the terminal, through the same webhook a patient's text takes."""

from __future__ import annotations

import click
import httpx

from backend.environment import settings
from backend.simulation.handset import Handset

WAITS = 30.0


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
