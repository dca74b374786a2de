"""`frontdesk telegram`."""

from __future__ import annotations

import dataclasses
import json

import click

from backend.environment import settings
from channels.telegram.bot import Account
from channels.telegram.registration import Registration, RegistrationRefused, set_webhook


@click.group(name="telegram", epilog="Example: frontdesk telegram set-webhook")
def command() -> None:
    """Tell Telegram where this installation is."""


@command.command(name="set-webhook", epilog="Example: frontdesk telegram set-webhook --json")
@click.option("--url", help="Where Telegram is to send what patients write; else PUBLIC_URL/webhooks/telegram.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def set_webhook_command(*, url: str | None, as_json: bool) -> None:
    """Have Telegram send what patients write to this installation, and show what it then says about that."""
    found = settings()
    if found.telegram is None:
        raise click.ClickException("TELEGRAM_BOT_TOKEN is not set: @BotFather gives one. See docs/operator.md.")
    account = Account(found.telegram.token.reveal(), found.telegram.api_base)
    target = url or f"{found.public_url}/webhooks/telegram"
    try:
        registration = set_webhook(account, target, found.telegram.webhook_secret.reveal())
    except RegistrationRefused as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(registration)))
    else:
        _show(registration)


def _show(registration: Registration) -> None:
    click.echo(f"Telegram sends to {registration.url}: {', '.join(registration.allowed_updates)}")
    click.echo(f"Waiting to be sent: {registration.pending_updates}")
    if registration.last_error:
        click.echo(f"Last trouble, at {registration.last_error_at}: {registration.last_error}")
