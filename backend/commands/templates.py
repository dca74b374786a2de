"""`frontdesk templates`: the words of reminders."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable

import click

from backend.api.templates import preview_json, words_json
from backend.commands.installation import installation
from backend.services.previews import Carried, Preview


def _words[F: Callable[..., object]](function: F) -> F:
    function = click.argument("locale", type=click.Choice(["en", "es"]))(function)
    return click.argument("name")(function)


def _as_json[F: Callable[..., object]](function: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def _by[F: Callable[..., object]](function: F) -> F:
    return click.option("--as", "staff", default=getpass.getuser, help="Your name, for who looks later.")(function)


@click.group(epilog="Example: frontdesk templates preview reminder es")
def command() -> None:
    """Read and change the words of reminders, in English and Spanish."""


@command.command("list", epilog="Example: frontdesk templates list")
@_as_json
def list_(*, as_json: bool) -> None:
    """List the words that hold now."""
    with installation() as frontdesk:
        found = frontdesk.reminder_templates.all()
    if as_json:
        click.echo(json.dumps([{**words_json(one.words), "used_by": list(one.used_by)} for one in found]))
        return
    for one in found:
        version = one.words.template.version
        origin = f"version {version}" if version else "built in"
        click.echo(f"{one.words.name} {one.words.locale} ({origin}): {one.words.template.body}")


@command.command(epilog="Example: frontdesk templates show reminder en")
@_words
@_as_json
def show(name: str, locale: str, *, as_json: bool) -> None:
    """Show some words with all their versions, the newest first."""
    with installation() as frontdesk:
        found = frontdesk.reminder_templates.versions(name, locale)
    if as_json:
        click.echo(json.dumps([words_json(one) for one in found]))
        return
    for one in found:
        at = one.changed_at.astimezone().strftime(", %Y-%m-%d %H:%M") if one.changed_at else ""
        click.echo(f"{one.template.version} by {one.changed_by or 'the product'}{at}: {one.template.body}")


@command.command("set", epilog='Example: frontdesk templates set soon en "{clinic}: see you {day} at {time}."')
@_words
@click.argument("body")
@_by
@_as_json
def set_(name: str, locale: str, body: str, staff: str, *, as_json: bool) -> None:
    """Keep words as a new version; refused, with the reason, when they cannot be sent to patients."""
    with installation() as frontdesk:
        saved = frontdesk.reminder_templates.save(name, locale, body, by=staff)
        looked = frontdesk.reminder_templates.preview(name, locale)
    if as_json:
        click.echo(json.dumps(words_json(saved)))
        return
    click.echo(f"Version {saved.template.version} holds from now on.")
    _say(looked)


@command.command(epilog="Example: frontdesk templates preview reminder es")
@_words
@click.option("--body", help="Words to look at, instead of those that hold now.")
@_as_json
def preview(name: str, locale: str, body: str | None, *, as_json: bool) -> None:
    """Show what patients would read, with usual and with the longest names, and what a text message takes."""
    with installation() as frontdesk:
        found = frontdesk.reminder_templates.preview(name, locale, body)
    if as_json:
        click.echo(json.dumps(preview_json(name, locale, found)))
    else:
        _say(found)


@command.command(epilog="Example: frontdesk templates restore reminder en 0")
@_words
@click.argument("version", type=click.IntRange(min=0))
@_by
@_as_json
def restore(name: str, locale: str, version: int, staff: str, *, as_json: bool) -> None:
    """Go back to a former version, as a new one; 0 is what the product brings along."""
    with installation() as frontdesk:
        saved = frontdesk.reminder_templates.restore(name, locale, version, by=staff)
    click.echo(json.dumps(words_json(saved)) if as_json else f"Version {saved.template.version} holds from now on.")


def _say(found: Preview) -> None:
    for title, rendering in (("Usually", found.sample), ("With the longest names", found.longest)):
        click.echo(f"{title}:\n  {rendering.text.replace('\n', '\n  ')}")
        click.echo("  " + "; ".join(_carried(one) for one in rendering.carried))
    for note in found.notes:
        click.echo(f"Note: {note}")


def _carried(one: Carried) -> str:
    if one.segments is None:
        return f"{one.channel}: {one.characters} characters"
    parts = "1 part" if one.segments == 1 else f"{one.segments} parts"
    return f"{one.channel}: {parts}, {one.characters} characters in {one.encoding}"
