"""A report as a picture: what patients answered, and what came of their visits.

Colours are those of Okabe and Ito, which people who see fewer colours tell apart; what matters most is written out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator

from backend.domain.reminders.reports import NOWHERE, By, Line, Report

type Series = tuple[str, str, Callable[[Line], int]]

_GREEN, _ORANGE, _BLUE, _PURPLE, _RED, _GREY, _INK = "#009E73 #E69F00 #56B4E9 #CC79A7 #D55E00 #BFBFBF #222222".split()
_ANSWERS: Final[tuple[Series, ...]] = (
    ("will come", _GREEN, lambda line: line.confirmed),
    ("can't come, or another time", _ORANGE, lambda line: line.declined + line.another_time),
    ("something else", _BLUE, lambda line: line.late + line.unclear + line.wrong_number),
    ("no answer", _GREY, lambda line: line.unanswered),
)
_MESSAGES: Final[tuple[Series, ...]] = (
    ("arrived", _GREEN, lambda line: line.delivered),
    ("sent, no word yet", _BLUE, lambda line: line.sent - line.delivered),
    ("failed or unknown", _RED, lambda line: line.failed + line.unknown),
    ("not sent, for a reason", _GREY, lambda line: line.skipped + line.withdrawn),
)
_VISITS: Final[tuple[Series, ...]] = (
    ("missed", _RED, lambda line: line.missed),
    ("freed times filled from the waitlist", _BLUE, lambda line: line.filled),
)
_NOWHERE: Final = "(no channel)"
_WIDE: Final = 10.0
_PANEL: Final = 3.6
_ROW: Final = 0.45
_MOST_LABELS: Final = 26
_FEWEST: Final = 6  # places, so that a single week is no wall
_YEAR: Final = 53
_NAMES: Final = {By.WEEK: "week from Monday", By.CHANNEL: "channel", By.SERVICE: "service", By.KIND: "message"}


def draw(report: Report, clinic: str, file: Path) -> None:
    """Draw a report into a .png or .svg file."""
    panels = 1 if report.asked.by is By.KIND else 2
    upright = report.asked.by is By.WEEK
    tall = _PANEL if upright else max(2.6, 1.6 + _ROW * len(report.lines))
    figure = Figure(figsize=(_WIDE, 0.8 + tall * panels), layout=ConstrainedLayoutEngine(h_pad=0.12))
    figure.suptitle(f"{clinic}: reminders, {_days(report)}", fontsize=14, color=_INK, fontweight="bold")
    axes = figure.subplots(panels, 1, squeeze=False)[:, 0]
    if report.asked.by is By.KIND:
        _stacked(axes[0], report, _MESSAGES, "What became of messages", "messages")
    else:
        title = "What patients answered when asked whether they come" + _percent(report, "will come")
        _stacked(axes[0], report, _ANSWERS, title, "reminders that ask")
        _beside(axes[1], report)
    figure.savefig(file, dpi=120, metadata=_plain(file))


def _plain(file: Path) -> dict[str, Any]:
    """No date, so that the same figures are the same file."""
    return {"Date": None} if file.suffix == ".svg" else {"Software": None}


def _stacked(axes: Axes, report: Report, series: Sequence[Series], title: str, counted: str) -> None:
    places, reached = range(len(report.lines)), [0] * len(report.lines)
    for name, colour, count in series:
        counts = [count(line) for line in report.lines]
        if report.asked.by is By.WEEK:
            axes.bar(places, counts, 0.75, bottom=reached, color=colour, label=name, edgecolor="white", linewidth=0.6)
        else:
            axes.barh(places, counts, 0.7, left=reached, color=colour, label=name, edgecolor="white", linewidth=0.6)
        reached = [before + more for before, more in zip(reached, counts, strict=True)]
    if series is _ANSWERS:
        shares = [_share(line.confirmed, line.asked) for line in report.lines]
        _write(axes, report, places, reached, shares)
    _finish(axes, report, title, counted, empty=not any(reached))


def _beside(axes: Axes, report: Report) -> None:
    """Missed visits beside times filled again, with the share of visits that were missed."""
    width = 0.38
    for number, (name, colour, count) in enumerate(_VISITS):
        places = [place + (number - 0.5) * width for place in range(len(report.lines))]
        counts = [count(line) for line in report.lines]
        if report.asked.by is By.WEEK:
            axes.bar(places, counts, width, color=colour, label=name)
        else:
            axes.barh(places, counts, width, color=colour, label=name)
        if name == "missed":
            rates = ["" if line.no_show_rate is None else f"{line.no_show_rate:.0%}" for line in report.lines]
            _write(axes, report, places, counts, rates)
    empty = not any(count(line) for line in report.lines for _, _, count in _VISITS)
    rate = report.total.no_show_rate
    title = "Missed visits and freed times filled again" + _percent(report, "missed")
    _finish(axes, report, title if rate is None else f"{title} ({rate:.1%} missed in all)", "visits", empty=empty)


def _write(axes: Axes, report: Report, places: Sequence[float], ends: Sequence[int], words: Sequence[str]) -> None:
    """Words at the ends of bars, where there is room for them."""
    upright = report.asked.by is By.WEEK
    if len(report.lines) > _MOST_LABELS:
        return
    for place, end, word in zip(places, ends, words, strict=True):
        where = (place, end) if upright else (end, place)
        axes.annotate(
            word,
            where,
            xytext=(0, 3) if upright else (4, 0),
            textcoords="offset points",
            ha="center" if upright else "left",
            va="bottom" if upright else "center",
            fontsize=9,
            color=_INK,
        )


def _finish(axes: Axes, report: Report, title: str, counted: str, *, empty: bool) -> None:
    lines = report.lines
    axes.set_title(title, fontsize=12, color=_INK, loc="left", pad=24)
    if empty:
        axes.text(0.5, 0.5, "nothing yet", transform=axes.transAxes, ha="center", color=_INK, fontsize=11)
        axes.set_axis_off()
        return
    axes.spines[["top", "right"]].set_visible(False)
    if report.asked.by is By.WEEK:
        step = -(-len(lines) // _MOST_LABELS) or 1
        shown = range(0, len(lines), step)
        axes.set_xticks(
            shown, [_week(lines[place].group, len(lines)) for place in shown], rotation=45, ha="right", fontsize=9
        )
        axes.set_ylabel(counted, fontsize=10)
        axes.set_xlabel(_NAMES[report.asked.by], fontsize=10)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(axis="y", color="#DDDDDD", linewidth=0.8)
        axes.margins(y=0.15)
        axes.set_xlim(-0.6, max(len(lines), _FEWEST) - 0.4)
    else:
        axes.set_yticks(
            range(len(lines)), [_NOWHERE if line.group == NOWHERE else line.group for line in lines], fontsize=10
        )
        axes.invert_yaxis()
        axes.set_xlabel(counted, fontsize=10)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(axis="x", color="#DDDDDD", linewidth=0.8)
        axes.margins(x=0.12)
    axes.set_axisbelow(True)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-0.01, 0.99),
        ncols=4,
        frameon=False,
        fontsize=9,
        columnspacing=1.4,
        handlelength=1.2,
        handleheight=1.0,
    )


def _percent(report: Report, what: str) -> str:
    """What the percentages at the bars are of, where there is room for any."""
    return f"; percent: {what}" if len(report.lines) <= _MOST_LABELS else ""


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else ""


def _week(text: str, weeks: int) -> str:
    return _day(text) if weeks <= _YEAR else f"{_day(text)}, {text[:4]}"


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day:%b} {day.day}"


def _days(report: Report) -> str:
    first, last = report.asked.start, date.fromordinal(report.asked.end.toordinal() - 1)
    return f"{_day(first.isoformat())}, {first.year} to {_day(last.isoformat())}, {last.year}"
