"""Operations: a view with what it takes and gives, from which both the checks and the OpenAPI description come.

A view gets the parts of the request already checked; what it returns is sent as it is. The models of answers are for
the description only: tests hold the answers against it, production does not check its own words twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, request
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from backend.api.errors import Problem
from backend.domain.errors import InvalidRequest

KEY_HEADER: Final = "Idempotency-Key"
LONGEST_KEY: Final = 200
_REFERENCE: Final = "#/components/schemas/{model}"

type View = Callable[..., dict[str, Any] | Response | None]


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    name: str
    view: View
    summary: str
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    answer: type[BaseModel] | None
    status: HTTPStatus
    command: bool
    """Whether it changes something: then the caller's Idempotency-Key is required and handed to the view."""

    def handle(self, **path: str) -> Response:
        """Check the request, call the view, write the answer."""
        arguments: dict[str, Any] = dict(path)
        if self.query is not None:
            arguments["query"] = self.query.model_validate(request.args.to_dict())
        if self.body is not None:
            arguments["body"] = self.body.model_validate_json(request.get_data() or b"{}")
        if self.command:
            arguments["key"] = _key()
        content = self.view(**arguments)
        return content if isinstance(content, Response) else answer(content, self.status)


@dataclass
class Operations:
    """The operations of an API, in the order of its description."""

    title: str
    version: str
    found: list[Operation] = field(default_factory=list)

    def add(
        self,
        route: str,
        view: View,
        answer: type[BaseModel] | None = None,
        *,
        query: type[BaseModel] | None = None,
        body: type[BaseModel] | None = None,
        status: HTTPStatus = HTTPStatus.OK,
        command: bool = False,
    ) -> None:
        """Add `view` under a route such as "GET /services/<id>"; its docstring's first line is the summary."""
        method, path = route.split(" ", 1)
        summary = (view.__doc__ or "").strip().splitlines()[0].rstrip(".")
        name = view.__name__
        self.found.append(Operation(method, path, name, view, summary, query, body, answer, status, command))

    def onto(self, blueprint: Blueprint) -> None:
        """Serve them from a blueprint."""
        for operation in self.found:
            blueprint.add_url_rule(
                operation.path,
                operation.name,
                operation.handle,
                methods=[operation.method],
                provide_automatic_options=False,
            )

    def description(self, prefix: str) -> dict[str, Any]:
        """The OpenAPI 3.1 document."""
        models = {model for one in self.found for model in (one.body, one.answer) if model} | {Problem}
        modes = {
            model: "serialization" if any(model is one.answer for one in self.found) else "validation"
            for model in models
        }
        references, definitions = models_json_schema(
            sorted(modes.items(), key=lambda pair: pair[0].__name__),  # type: ignore[arg-type]
            ref_template=_REFERENCE,
        )
        components: dict[str, Any] = dict(definitions.get("$defs", {}))
        for one in self.found:
            if one.query is not None:
                components |= one.query.model_json_schema(ref_template=_REFERENCE).get("$defs", {})
        schemas: dict[Any, Any] = {model: reference for (model, _), reference in references.items()}
        paths: dict[str, dict[str, Any]] = {}
        for one in self.found:
            path = prefix + one.path.replace("<", "{").replace(">", "}")
            paths.setdefault(path, {})[one.method.lower()] = _described(one, schemas)
        return {
            "openapi": "3.1.0",
            "info": {"title": self.title, "version": self.version},
            "paths": paths,
            "components": {
                "schemas": components,
                "securitySchemes": {"service": {"type": "http", "scheme": "bearer"}},
            },
            "security": [{"service": []}],
        }


def answer(content: dict[str, Any] | None, status: int = HTTPStatus.OK) -> Response:
    """A JSON response; nothing to say is 204."""
    if content is None:
        return Response(status=HTTPStatus.NO_CONTENT)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, content_type="application/json")


def _key() -> str:
    key = request.headers.get(KEY_HEADER, "").strip()
    if not key or len(key) > LONGEST_KEY or not key.isprintable() or not key.isascii():
        raise InvalidRequest(f"send {KEY_HEADER}: 1 to {LONGEST_KEY} printable characters", field=KEY_HEADER)
    return key


def _described(one: Operation, schemas: dict[Any, Any]) -> dict[str, Any]:
    parameters = [
        {"name": part.strip("<>"), "in": "path", "required": True, "schema": {"type": "string"}}
        for part in one.path.split("/")
        if part.startswith("<")
    ]
    if one.command:
        schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY}
        parameters.append({"name": KEY_HEADER, "in": "header", "required": True, "schema": schema})
    if one.query is not None:
        parameters += _query(one.query)
    good: dict[str, Any] = {"description": one.status.phrase}
    if one.answer is not None:
        good["content"] = {"application/json": {"schema": schemas[one.answer]}}
    bad = {"description": "A problem", "content": {"application/problem+json": {"schema": schemas[Problem]}}}
    found: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": parameters,
        "responses": {str(int(one.status)): good, "default": bad},
    }
    if one.body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": schemas[one.body]}}}
    return found


def _query(model: type[BaseModel]) -> list[dict[str, Any]]:
    schema = model.model_json_schema(ref_template=_REFERENCE)
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": part}
        for name, part in schema["properties"].items()
    ]
