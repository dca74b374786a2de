"""The description of Telegram's Bot API, and what in a request or an answer does not fit it.

Source: the description of Bot API 10.1 kept beside the repository; BOT_API_DESCRIPTION names another copy. A method
has `fields` and `returns`, a type has `fields` or `subtypes`; types are String, Integer, Float, Boolean, `Array of X`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DESCRIPTION = Path(
    os.environ.get("BOT_API_DESCRIPTION") or ROOT / ".." / "shared" / "data" / "openapi" / "telegram_bot_api_10_1.json"
)
PLAIN: dict[str, Callable[[Any], bool]] = {
    "String": lambda value: isinstance(value, str),
    "Integer": lambda value: type(value) is int,
    "Float": lambda value: type(value) in {int, float},
    "Boolean": lambda value: type(value) is bool,
    "True": lambda value: value is True,
}


class BotApi:
    """Checks against one description; every check gives what is wrong, in words, and nothing when all fits."""

    def __init__(self, description: Path = DESCRIPTION) -> None:
        found = json.loads(description.read_text(encoding="utf-8"))
        self.methods: dict[str, Any] = found["methods"]
        self.types: dict[str, Any] = found["types"]

    def request(self, method: str, form: dict[str, str]) -> list[str]:
        """What is wrong with a request whose parameters came as a form."""
        if method not in self.methods:
            return [f"{method}: no such method"]
        fields = {field["name"]: field for field in self.methods[method].get("fields", [])}
        given = {name: _read(value, fields.get(name, {}).get("types", [])) for name, value in form.items()}
        return list(self._object(method, given, list(fields.values())))

    def answer(self, method: str, status: int, body: Any) -> list[str]:
        """What is wrong with an answer: `ok` and the method's result, or an error in Telegram's form."""
        if not isinstance(body, dict):
            return [f"{method}: no object"]
        if body.get("ok") is True:
            if status != 200 or set(body) - {"ok", "result", "description"}:
                return [f"{method}: not the form of a success"]
            return list(self._value(method, body.get("result"), self.methods[method]["returns"]))
        form = {"ok": False, "error_code": status, "description": body.get("description")}
        wrong = (
            [] if {**body, "parameters": None} == {**form, "parameters": None} else [f"{method}: not an error's form"]
        )
        if not isinstance(body.get("description"), str):
            wrong.append(f"{method}: no description")
        return wrong + list(self._value("parameters", body.get("parameters", {}), ["ResponseParameters"]))

    def update(self, body: Any) -> list[str]:
        """What is wrong with an update."""
        return list(self._value("Update", body, ["Update"]))

    def _value(self, place: str, value: Any, types: list[str]) -> Iterator[str]:
        found = [list(self._typed(place, value, name)) for name in types]
        if all(found):
            yield from min(found, key=len)

    def _typed(self, place: str, value: Any, name: str) -> Iterator[str]:
        if name in PLAIN:
            if not PLAIN[name](value):
                yield f"{place}: {value!r} is no {name}"
        elif name.startswith("Array of "):
            if not isinstance(value, list):
                yield f"{place}: no list"
                return
            for position, one in enumerate(value):
                yield from self._typed(f"{place}[{position}]", one, name.removeprefix("Array of "))
        elif "subtypes" in self.types[name]:
            yield from self._value(place, value, self.types[name]["subtypes"])
        elif not isinstance(value, dict):
            yield f"{place}: no {name}"
        else:
            yield from self._object(place, value, self.types[name].get("fields", []))

    def _object(self, place: str, value: dict[str, Any], fields: list[dict[str, Any]]) -> Iterator[str]:
        known = {field["name"]: field for field in fields}
        yield from (f"{place}: {name} is not known" for name in value.keys() - known.keys())
        for name, field in known.items():
            if name in value:
                yield from self._value(f"{place}.{name}", value[name], field["types"])
            elif field["required"]:
                yield f"{place}: {name} is missing"


def _read(value: str, types: list[str]) -> Any:
    """A form's value: a text where a text may stand, JSON otherwise."""
    try:
        read = json.loads(value)
    except ValueError:
        return value
    return value if "String" in types and ("Integer" not in types or type(read) is not int) else read
