"""What somebody wrote just now, out of a mail that carries the whole correspondence.

Left out: what mail programs quote (`>`, "On ... wrote:", "El ... escribió:", header blocks of Outlook), signatures
after `-- `, and lines that telephones add. Answers below or between quoted lines are kept. When it is not certain
that words are old they stay: a word too many confuses, a word too few may be the one that matters.
"""

from __future__ import annotations

import re
from typing import Final

_QUOTED: Final = re.compile(r"\s*>")
_SIGNATURE: Final = re.compile(r"--\s?$")
# The name of the mail program's owner and a date stand between the first words and the last.
_WROTE: Final = re.compile(
    r"(?:on\b.{6,300}\bwrote|el\b.{6,300}\bescribi[oó]|.{6,200}[<(]\S+@\S+[>)].{0,60}(?:wrote|escribi[oó])"
    r"|(?:\S+ ){1,6}(?:wrote|escribi[oó])|\d{4}[-/]\d\d?[-/]\d\d? .{0,200}<\S+@\S+>)\s*:$",
    re.IGNORECASE,
)
_DATED: Final = re.compile(r"\d[:.]\d\d|@")
_LONGEST_WRAP: Final = 4
_LONGEST_FURNITURE: Final = 400
_BEFORE_OLD: Final = re.compile(
    r"[-_*\s]{2,}\s*(?:original message|mensaje original|forwarded message|mensaje reenviado|reply message"
    r"|original appointment|cita original)\s*[-_*\s]{2,}$"
    r"|(?:begin forwarded message|inicio del mensaje reenviado)\s*:$",
    re.IGNORECASE,
)
_HEADER: Final = re.compile(
    r"\*?(from|sent|date|to|cc|subject|de|enviado(?: el)?|fecha|para|asunto)\s?:\*?\s", re.IGNORECASE
)
_FIRST_HEADERS: Final = frozenset({"from", "de"})
_HEADERS_TOGETHER: Final = 3
_RULE: Final = re.compile(r"\s*_{20,}\s*$")
_BY_MACHINE: Final = re.compile(
    r"(?:sent (?:from|via|using) (?:my |an? |the )?[\w+ .]{2,40}|get outlook for \w+|sent with \w[\w ]{1,30}"
    r"|enviado (?:desde|con|mediante) (?:mi |un |el |la )?[\w+ .]{2,40}|obtener outlook para \w+"
    r"|descargar outlook para \w+|enviado por \w[\w ]{1,30} para \w+)(?:\s*[<(]\S+[>)])?\.?$",
    re.IGNORECASE,
)
_NOTICE: Final = re.compile(
    r"[*\s]*(?:confidentiality notice|confidential(?:ity)? (?:note|statement)|disclaimer|aviso legal"
    r"|(?:aviso|nota) de confidencialidad)\b",
    re.IGNORECASE,
)
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\ufeff]")


def written(text: str) -> str:
    """What the person wrote in a mail's text; empty when there is nothing of their own in it."""
    lines = [line.rstrip() for line in _INVISIBLE.sub("", text).replace("\u00a0", " ").splitlines()]
    kept: list[str] = []
    position = 0
    while position < len(lines):
        if _ends_here(lines, position):
            break
        introduction = _introduction(lines, position)
        if introduction:
            position += introduction
            if not _quote_follows(lines, position):
                break
            continue
        line = lines[position]
        if not _QUOTED.match(line) and not _BY_MACHINE.match(line.strip()[:_LONGEST_FURNITURE]):
            kept.append(line)
        position += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _ends_here(lines: list[str], position: int) -> bool:
    """Whether nothing of the person's own comes from this line on."""
    line = lines[position].strip()
    if len(line) > _LONGEST_FURNITURE:
        return False
    if _SIGNATURE.match(lines[position]) or _BEFORE_OLD.match(line) or _NOTICE.match(line):
        return True
    if _RULE.match(line):
        following = next((at for at in range(position + 1, min(position + 4, len(lines))) if lines[at].strip()), None)
        return following is not None and _header_block(lines, following)
    return _header_block(lines, position)


def _header_block(lines: list[str], position: int) -> bool:
    """Whether the header of an older mail stands here, as Outlook puts it into the text."""
    first = _HEADER.match(lines[position].strip() + " ")
    if not first or first[1].lower() not in _FIRST_HEADERS:
        return False
    block = [line.strip()[:80] for line in lines[position : position + 8] if line.strip()]
    return len({found[1].lower() for line in block if (found := _HEADER.match(line + " "))}) >= _HEADERS_TOGETHER


def _introduction(lines: list[str], position: int) -> int:
    """How many lines say "On such a day so-and-so wrote:"; none when this line does not begin to."""
    if not lines[position].strip():
        return 0
    joined = ""
    for count, line in enumerate(lines[position : position + _LONGEST_WRAP], 1):
        if not line.strip() or len(joined) + len(line) > _LONGEST_FURNITURE:
            return 0
        joined = f"{joined} {line.strip()}".strip()
        if joined.endswith(":"):
            certain = _DATED.search(joined) or _quote_follows(lines, position + count)
            return count if _WROTE.match(joined) and certain else 0
    return 0


def _quote_follows(lines: list[str], position: int) -> bool:
    """Whether the next line with anything in it is quoted."""
    following = next((lines[at] for at in range(position, len(lines)) if lines[at].strip()), "")
    return _QUOTED.match(following) is not None
