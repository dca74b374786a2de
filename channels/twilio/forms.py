"""The parameters of a webhook: a form in which a name may come more than once."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from channels.contracts import Webhook
from channels.errors import Malformed

type Form = MultiDict[str, str]

_MOST_PARAMETERS: Final = 1000
# The longest is a business-scoped id of WhatsApp's: a country, perhaps ENT, and up to 128 letters and digits.
_LONGEST_IDENTIFIER: Final = 160


def form_of(webhook: Webhook) -> Form:
    """The parameters, untrimmed, empty ones included; raises Malformed."""
    try:
        pairs = parse_qsl(
            webhook.body.decode("utf-8", "replace"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=_MOST_PARAMETERS,
        )
    except ValueError:
        raise Malformed("body") from None
    return MultiDict(pairs)


def identifier(form: Form, name: str) -> str:
    """A value that names something: there, short, and of printable ASCII; raises Malformed."""
    value = form.get(name, "")
    if not value or len(value) > _LONGEST_IDENTIFIER or not (value.isascii() and value.isprintable()):
        raise Malformed(name)
    return value


def count(form: Form, name: str) -> int:
    """A number that is 0 where it is missing; raises Malformed."""
    value = form.get(name, "") or "0"
    if not (value.isascii() and value.isdecimal() and len(value) <= len("9999")):
        raise Malformed(name)
    return int(value)
