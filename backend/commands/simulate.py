"""`frontdesk simulate`: simulated patients of a dialogue file text a product of their own."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from backend.environment import environ
from backend.simulation import report
from backend.simulation.dialogues import UnreadableDialogues, read
from backend.simulation.playing import clock, play
from backend.simulation.product import running
from backend.simulation.report import Result
from backend.supervisor.progress import progress

EPILOG = "Example: frontdesk simulate --dialogues dialogues.json --limit 20 --floor 0.95"


@click.command(epilog=EPILOG)
@click.option(
    "--dialogues",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A JSON file of dialogues: goals with answer banks, or chats.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Play the first N only.")
@click.option("--only", multiple=True, help="Play the dialogue of this id only; may be given several times.")
@click.option(
    "--floor", type=click.FloatRange(0, 1), help="Exit with 1 below this share, or if anything wrong is booked."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a dialogue, then one with the summaries.")
def command(file: Path, limit: int | None, only: tuple[str, ...], floor: float | None, *, as_json: bool) -> None:
    """Let the simulated patients of a dialogue file text the product, and judge in the database how that ended.

    Starts a product of its own with demo settings, its clock standing at the day of the dialogues, and builds the
    clinic they need. Patients text through the sandbox carrier as people do: signed webhooks, real workers, real
    dialogue engine.
    """
    try:
        dialogues = [each for each in read(file) if not only or each.id in only][:limit]
    except UnreadableDialogues as error:
        raise click.ClickException(str(error)) from error
    if not dialogues:
        raise click.ClickException("There is no dialogue to play.")
    known = environ()
    models = Path(known.get("FRONTDESK_HOME") or ".frontdesk") / "models"
    with running(known, models, clock(dialogues)) as product, progress(f"Playing {len(dialogues)} dialogues"):
        results = play(product, dialogues, _print if as_json else _ignore)
    click.echo(json.dumps({"summary": report.as_json(results)}) if as_json else report.table(results))
    if floor is not None and not report.meets(results, floor):
        sys.exit(1)


def _print(result: Result) -> None:
    click.echo(json.dumps(asdict(result), ensure_ascii=False))


def _ignore(_: Result) -> None:
    pass
