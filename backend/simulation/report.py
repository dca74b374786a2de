"""What a simulation found: one result a dialogue, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any

GOAL, WRONG, NOTHING, ALTERNATIVE, ERROR = "goal", "wrong", "nothing", "alternative", "error"
BOOKED, CLOSED, HANDED_OVER = "booked", "closed", "handed over"
ENDED_WELL = (BOOKED, CLOSED, HANDED_OVER)


@dataclass(frozen=True, slots=True)
class Result:
    """How one dialogue ended. `group` is a provider kind, "taken" (the wanted time was not free) or "chat".

    `handed_over`: why a person was asked for. `trouble`: why it broke off.
    """

    id: str
    group: str
    outcome: str
    turns: int
    human_turns: int | None
    trouble: str | None
    handed_over: str | None
    wanted: str | None
    booked: tuple[str, ...]
    talk: tuple[tuple[str, str], ...]

    @property
    def is_good(self) -> bool:
        """Say whether the dialogue ended as it should."""
        wanted = {"taken": (ALTERNATIVE, GOAL), "chat": ENDED_WELL}.get(self.group, (GOAL,))
        return self.outcome in wanted and self.trouble is None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the results of one or more groups come to; `share` of the dialogues that ended as they should."""

    dialogues: int
    good: int
    share: float
    wrong: int
    outcomes: dict[str, int]
    troubles: dict[str, int]
    handed_over: dict[str, int]
    turns_median: float
    turns_p90: float
    human_turns_median: float | None


def summary(results: Sequence[Result]) -> Summary:
    """Return what results come to; there has to be one."""
    good = sum(result.is_good for result in results)
    turns = [result.turns for result in results]
    human = [result.human_turns for result in results if result.human_turns is not None]
    return Summary(
        dialogues=len(results),
        good=good,
        share=round(good / len(results), 4),
        wrong=sum(result.outcome == WRONG for result in results),
        outcomes=dict(Counter(result.outcome for result in results).most_common()),
        troubles=dict(Counter(result.trouble for result in results if result.trouble).most_common()),
        handed_over=dict(Counter(result.handed_over for result in results if result.handed_over).most_common()),
        turns_median=median(turns),
        turns_p90=quantiles(turns, n=10, method="inclusive")[-1] if len(turns) > 1 else float(turns[0]),
        human_turns_median=median(human) if human else None,
    )


def groups(results: Iterable[Result]) -> dict[str, list[Result]]:
    """Return the results by group: the kinds that count for the goal, all of these, then the others."""
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(result.group, []).append(result)
    kinds = [name for name in found if name not in ("taken", "chat")]
    every = {"all of these": [one for name in kinds for one in found[name]]} if len(kinds) > 1 else {}
    others = [name for name in found if name in ("taken", "chat")]
    return {**{name: found[name] for name in sorted(kinds)}, **every, **{name: found[name] for name in others}}


def meets(results: Sequence[Result], floor: float) -> bool:
    """Say whether nothing was booked that was not meant, and the share of good ends reaches a floor in every group."""
    found = groups(results)
    judged = [found["all of these"]] if "all of these" in found else []
    judged += [ones for name, ones in found.items() if not judged or name in ("taken", "chat")]
    return all(summary(ones).share >= floor and summary(ones).wrong == 0 for ones in judged)


def as_json(results: Sequence[Result]) -> dict[str, Any]:
    """Return the summaries by group."""
    return {name: asdict(summary(ones)) for name, ones in groups(results).items()}


def table(results: Sequence[Result]) -> str:
    """Return the summaries as a table for a terminal, and the dialogues that did not end well."""
    header = (
        f"{'group':14}{'dialogues':>10}{'as wished':>11}{'wrong':>7}{'turns p50':>11}{'p90':>6}{'human p50':>11}  ends"
    )
    lines = [header]
    for name, ones in groups(results).items():
        one = summary(ones)
        people = {f"to a person ({reason})": count for reason, count in one.handed_over.items()}
        ends = ", ".join(f"{what} {count}" for what, count in {**one.outcomes, **one.troubles, **people}.items())
        human = "" if one.human_turns_median is None else f"{one.human_turns_median:g}"
        lines.append(
            f"{name:14}{one.dialogues:>10}{one.share:>11.1%}{one.wrong:>7}{one.turns_median:>11g}{one.turns_p90:>6g}"
            f"{human:>11}  {ends}"
        )
    bad = [result for result in results if not result.is_good]
    lines += [""] * bool(bad)
    lines += [f"{result.outcome:12}{result.trouble or '':12}{result.id}" for result in bad]
    return "\n".join(lines)
