"""Intents and entities: `frontdesk nlu` on the labelled messages; speed and size of the engine while it is at it."""

from __future__ import annotations

import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil

from actions.reading import entities
from backend.environment import environ, settings
from backend.supervisor.programs import BOT_PYTHON, ROOT
from backend.supervisor.reader import reader
from tests.bench.figures import percentile
from tests.eval.goals import Goal, Row, left_out
from tests.eval.sources import Json, Sources, frontdesk, rows_of

ACCURACY = Goal("intents.accuracy", "intents: accuracy", ">=", 93, "%")
MACRO = Goal("intents.macro_f1", "intents: macro-F1", ">=", 0.91)
OUT_OF_SCOPE = Goal("intents.out_of_scope", "intents: recall of out_of_scope", ">=", 0.9)
MEDICAL = Goal("intents.medical_question", "intents: recall of medical_question", ">=", 0.9)
EMERGENCY = Goal("intents.emergency", "intents: recall of emergency", ">=", 1.0)
ALARMS = Goal("intents.false_alarms", "intents: false emergencies", "<=", 1, "%")
ENTITIES = Goal("entities.f1", "entities: F1", ">=", 0.93)
NOISY = Goal("intents.noisy", "intents: points lost to text-message spelling", "<=", 4)
LABELLED = (ACCURACY, MACRO, OUT_OF_SCOPE, MEDICAL, EMERGENCY, ALARMS, ENTITIES)
SPANISH = (
    Goal("spanish.accuracy", "Spanish, our own cases: accuracy", ">=", 90, "%"),
    Goal("spanish.macro_f1", "Spanish, our own cases: macro-F1", ">=", 0.9),
    Goal("spanish.entities", "Spanish, our own cases: entity F1", ">=", 0.9),
)
SPEED = Goal("nlu.p95", "reading one message, p95", "<=", 25, "ms")
MEMORY = Goal("nlu.memory", "Rasa's memory, both languages", "<=", 1300, "MB")
TRAINING = Goal("nlu.training", "training the model", "<=", 300, "s")
OWN = Path(__file__).parent / "spanish.jsonl"
MESSAGES = 400
WARM = 20


def measure(data: Sources, scratch: Path) -> list[Row]:
    """The scores of the labelled messages, and what reading costs; predictions are left in `scratch`."""
    clean, noisy = data.file("intents/dev_intents.jsonl"), data.file("intents/dev_noisy.jsonl")
    found: list[Row] = []
    with reader(settings(), environ()) as url:
        if clean is None or noisy is None:
            found += left_out([*LABELLED, NOISY], "there are no labelled messages here")
        else:
            found += _labelled(data, clean, noisy, url, scratch)
        found += _spanish(data, url, scratch)
        texts = [str(row["text"]) for row in rows_of(clean or OWN)][:MESSAGES]
        found += [Row(SPEED, _p95(url, texts)), Row(MEMORY, _memory())]
    return found


def training() -> list[Row]:
    """How long a training from nothing takes."""
    with tempfile.TemporaryDirectory(prefix="frontdesk-training-") as folder:
        began = time.monotonic()
        command = [str(BOT_PYTHON), "-m", "bot.train", "--out", folder]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        return [Row(TRAINING, time.monotonic() - began)]


def _labelled(data: Sources, clean: Path, noisy: Path, url: str, scratch: Path) -> list[Row]:
    scored = _scored(data, clean, url, scratch / "intents.jsonl")
    blurred = _scored(data, noisy, url, scratch / "noisy.jsonl")
    recall = scored["recall"]
    values = (
        (ACCURACY, scored["accuracy"]), (MACRO, scored["macro_f1"]), (OUT_OF_SCOPE, recall["out_of_scope"]),
        (MEDICAL, recall["medical_question"]), (EMERGENCY, recall["emergency"]),
        (ALARMS, scored["false_emergencies_pct"]), (ENTITIES, scored["entity_f1"]),
    )  # fmt: skip
    lost = scored["accuracy"] - blurred["accuracy"]
    note = f"{blurred['accuracy']} % of {blurred['n']}, entity F1 {blurred['entity_f1']}"
    return [*(Row(goal, float(value)) for goal, value in values), Row(NOISY, lost, note)]


def _spanish(data: Sources, url: str, scratch: Path) -> list[Row]:
    if not (data.folder / "tools" / "score_intents.py").is_file():
        return left_out(SPANISH, "the scorer is not here")
    scored = _scored(data, OWN, url, scratch / "spanish.jsonl")
    values = (scored["accuracy"], scored["macro_f1"], scored["entity_f1"])
    return [Row(goal, float(value)) for goal, value in zip(SPANISH, values, strict=True)]


def _scored(data: Sources, cases: Path, url: str, out: Path) -> Json:
    frontdesk("nlu", "--engine", url, str(cases), out=out)
    return data.score("score_intents", out, cases)


def _p95(url: str, texts: list[str]) -> float:
    """Milliseconds from a text to its intent and entities, the engine asked over HTTP as ever."""
    now, taken = datetime(2026, 11, 23, 15, 0, tzinfo=UTC), []
    headers = {"Authorization": f"Bearer {settings().engine_token.reveal()}"}
    with httpx.Client(base_url=url, headers=headers, timeout=10) as engine:
        for text in [*texts[:WARM], *texts]:
            began = time.perf_counter()
            parsed = engine.post("/webhooks/frontdesk/parse", json={"text": text}).json()
            entities(text, now, "UTC", tagged=parsed["entities"])
            taken.append(1000 * (time.perf_counter() - began))
    return percentile(taken[WARM:], 95)


def _memory() -> float:
    """Megabytes of the engine that was started for this, shared pages counted once."""
    ours = psutil.Process().children(recursive=True)
    engine = next(process for process in ours if "bot.serve" in process.cmdline())
    return float(engine.memory_full_info().pss) / 1024**2
