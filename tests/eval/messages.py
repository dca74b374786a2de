"""Messages that nobody would expect, of every kind: what fuzzing sends."""

from __future__ import annotations

import warnings

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NonInteractiveExampleWarning

WORDS = (
    "book", "cancel", "move", "dr", "dentist", "tomorrow", "at", "3", "not", "yes", "no", "1", "my son", "next friday",
    "instead", "and", "?", "!!!", "hola", "cita", "el martes", "a las 5", "STOP", "help", "person", "never mind", "2",
    "later", "cita con", "under the name", "born", "4/7/85", "the second", "or", "between", "to", "-", "half past",
)  # fmt: skip
ODD = (
    "31 Feb", "99/99/9999", "30/02/2027 at 25:61", "the 0th", "the 45th of Octember", "-1 pm", "0000-00-00",
    "1e309 o'clock", "in 999999999999 years", "00:00:00:00", "12/12/12/12", "monday " * 60, "3 " * 400,
    "<script>alert(1)</script>", "<b>book</b> &amp; &#0; {{7*7}}", "${jndi:ldap://x}", "'; DROP TABLE slots; --",
    "/restart", "/session_start", "//book_appointment{\"x\": 1}", "[dentist](service)", "{slot}", "%s %n %(x)s", "\\",
    "\u202eabc", "\u200b\u200d\ufeff", "\ud7ff", "A\u0300" * 200, "\U0001f600" * 90, "\u0661\u0662\u0663", "\u3000",
    "a" * 5000, "9" * 3000, "(" * 800, "." * 1600, "\n" * 50 + "hi", "\t\r\n", "\x00\x07\x1b[31m", "https://a.b/?q=1#2",
)  # fmt: skip


def messages() -> st.SearchStrategy[str]:
    """Any text, words of ours in any order, impossible dates, markup, numbers, and all of them mixed."""
    number = st.one_of(st.integers(), st.floats(allow_nan=True), st.decimals(allow_nan=False)).map(str)
    day = st.tuples(st.integers(0, 99), st.sampled_from("/-. "), st.integers(0, 99), st.integers(0, 99999))
    written = day.map(lambda parts: f"{parts[0]}{parts[1]}{parts[2]}{parts[1]}{parts[3]}")
    said = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join)
    anything = st.text(max_size=300)
    mixed = st.lists(st.one_of(said, st.sampled_from(ODD), number, written, anything), min_size=2, max_size=6)
    return st.one_of(anything, said, st.sampled_from(ODD), number, written, mixed.map(" ".join))


def fuzzed(count: int) -> list[str]:
    """So many messages, the same ones each time."""
    found: list[str] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(messages())
    def collect(text: str) -> None:
        found.append(text)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NonInteractiveExampleWarning)
        while len(found) < count:
            collect()
    return found[:count]
