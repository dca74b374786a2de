"""`frontdesk when`: JSON lines with a text and a reference in, the time understood out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from actions.when import Moment, understand

# A writer's language, and those that may be mixed into it.
_OTHERS = {"en": ("en", "es"), "es": ("es", "en")}


@click.command("when")
@click.option("--zone", default="UTC", show_default=True, help="IANA zone of references that name no offset.")
@click.option("--country", default="US", show_default=True, help="Whose order of day and month 4/7 has.")
@click.option(
    "--language", type=click.Choice(list(_OTHERS)), default="en", show_default=True, help="The writer's own language."
)
@click.option("--all", "every", is_flag=True, help="Write every moment of a text, with its span and doubts.")
@click.argument("lines", type=click.File("r", encoding="utf-8"), default="-")
def command(zone: str, country: str, language: str, every: bool, lines: Sequence[str]) -> None:
    """Understand the times in texts.

    Reads JSON lines {"id", "text", "reference", "language"?} and writes {"id", "start", "end", "open"}: local ISO times
    or null, end exclusive, open one of "after", "before", null.

    Example: frontdesk when --zone America/New_York cases.jsonl
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            reference = datetime.fromisoformat(row["reference"])
            text = str(row["text"])
            languages = _OTHERS[row.get("language", language)]
        except (ValueError, KeyError, TypeError) as error:
            raise click.ClickException(
                f"line {number} is not a case with text, reference and a known language: {error}"
            ) from error
        aware = reference if reference.tzinfo else reference.replace(tzinfo=ZoneInfo(zone))
        moments = understand(text, aware, zone, country=country, languages=languages)
        answer = {"id": row.get("id"), **_written(_first_wish(moments))}
        if every:
            answer["moments"] = [_in_full(moment) for moment in moments]
        click.echo(json.dumps(answer, ensure_ascii=False))


def _first_wish(moments: Sequence[Moment]) -> Moment | None:
    """The first time that is wished for."""
    return next((moment for moment in moments if not moment.negated and not moment.old), None)


def _written(moment: Moment | None) -> dict[str, str | None]:
    if moment is None:
        return {"start": None, "end": None, "open": None}
    return {"start": _local(moment.start), "end": _local(moment.end), "open": moment.open}


def _in_full(moment: Moment) -> dict[str, object]:
    return {
        **_written(moment), "grain": moment.grain, "text": moment.text, "span": moment.span,
        "ambiguous": moment.ambiguous, "has_date": moment.has_date, "has_time": moment.has_time,
        "negated": moment.negated, "relation": moment.relation,
    }  # fmt: skip


def _local(moment: datetime | None) -> str | None:
    return moment.replace(tzinfo=None).isoformat() if moment else None
