"""The words of an HTML mail. Nothing in it is run, fetched or followed; what it quotes is left out.

Strangers send these, so the reader looks at each letter once: Python's own parser takes a minute for 100 kB of
unfinished tags.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

LONGEST: Final = 500_000

_UNSEEN: Final = frozenset({"head", "script", "style", "template", "title"})
_BREAKS: Final = frozenset(
    "address article blockquote br center dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre"
    " section table tr ul".split()
)
_ALONE: Final = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_RAW: Final = frozenset({"script", "style", "title"})
_NAME: Final = re.compile(r"/?([a-z][a-z0-9:-]{0,40})")
_MARK: Final = re.compile(r"""\b(?:class|id)\s*=\s*["']?([^"'>]{1,200})""")
# What Gmail, Yahoo, Thunderbird and Proton put around the mail that is answered.
_QUOTING: Final = re.compile(r"\b(?:gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|protonmail_quote)\b")
# What Outlook puts in front of it.
_OLD_FROM_HERE: Final = re.compile(r"\b(?:divrplyfwdmsg|appendonsend|mail-editor-reference)")
_SIGNIFICANT_DIGITS: Final = re.compile(r"&#x?[0-9a-f]{9,};?", re.IGNORECASE)


def words(markup: str) -> str:
    """What an HTML mail shows as the person's own words, a line a paragraph."""
    shown = _Shown()
    for tag, said in _tokens(markup[:LONGEST].replace("\0", "")):
        if tag:
            shown.tag(tag)
        else:
            shown.say(re.sub(r"\s+", " ", html.unescape(_SIGNIFICANT_DIGITS.sub(" ", said))))
    lines = (re.sub(r" +", " ", line).strip() for line in "".join(shown.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Shown:
    """Collects the words; a stack of what is open tells which of them are quoted or not shown."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._names: Counter[str] = Counter()
        self._hidden = 0
        self._over = False

    def say(self, said: str) -> None:
        """Words, if they are shown."""
        if not self._hidden and not self._over:
            self.parts.append(said)

    def tag(self, tag: str) -> None:
        """Open or close an element; `tag` is what stands between the angle brackets, lower case."""
        found = _NAME.match(tag)
        if not found:
            return
        name = found[1]
        if name in _BREAKS:
            self.say("\n")
        if tag.startswith("/"):
            self._close(name)
            return
        marks = " ".join(_MARK.findall(tag[:2000]))
        self._over = self._over or bool(_OLD_FROM_HERE.search(marks))
        if name in _ALONE or tag.endswith("/"):
            return
        hides = name in _UNSEEN or name == "blockquote" or bool(_QUOTING.search(marks))
        self._open.append((name, hides))
        self._names[name] += 1
        self._hidden += hides

    def _close(self, name: str) -> None:
        """Close the innermost element of a name, and what was left open in it."""
        while self._names[name]:
            inner, hides = self._open.pop()
            self._names[inner] -= 1
            self._hidden -= hides
            if inner == name:
                return


def _tokens(markup: str) -> Iterator[tuple[str, str]]:
    """Tags, lower case, and the words between them, as (tag, "") and ("", words)."""
    lower = markup.lower() if markup.isascii() else "".join(_lower(letter) for letter in markup)
    position = 0
    while position < len(markup):
        start = markup.find("<", position)
        if start < 0:
            break
        yield "", markup[position:start]
        if lower.startswith("<!--", start):
            position = _after(lower, "-->", start)
        elif not (lower[start + 1 : start + 2].isalpha() or lower[start + 1 : start + 2] in {"/", "!", "?"}):
            yield "", "<"
            position = start + 1
        else:
            position = _after(lower, ">", start)
            tag = lower[start + 1 : position - 1]
            yield tag, ""
            found = _NAME.match(tag)
            if found and found[1] in _RAW and not tag.startswith("/"):
                closing = lower.find(f"</{found[1]}", position)
                position = closing if closing >= 0 else len(markup)
    yield "", markup[position:]


def _after(text: str, mark: str, start: int) -> int:
    """The place behind the next mark; the end when there is none."""
    found = text.find(mark, start)
    return found + len(mark) if found >= 0 else len(text)


def _lower(letter: str) -> str:
    """A letter in lower case, one for one: some have two."""
    return letter.lower() if letter.isascii() else letter
