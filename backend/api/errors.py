"""Every error of the API as problem+json (RFC 9457): the only place where errors become status codes."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, make_response
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import HTTPException

from backend.domain.errors import (
    Conflict,
    FrontdeskError,
    InvalidRequest,
    NotFound,
    PolicyRefusal,
    Tampered,
    Unauthorized,
    Unavailable,
)

STATUS: tuple[tuple[type[FrontdeskError], HTTPStatus], ...] = (
    (InvalidRequest, HTTPStatus.BAD_REQUEST),
    (Unauthorized, HTTPStatus.UNAUTHORIZED),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Conflict, HTTPStatus.CONFLICT),
    (PolicyRefusal, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (Tampered, HTTPStatus.INTERNAL_SERVER_ERROR),
)
HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "unsupported_media_type"}
RETRY_AFTER_SECONDS = "2"


class FieldError(BaseModel):
    """One field that cannot be used as it is."""

    field: str
    message: str


class Problem(BaseModel):
    """What went wrong; `code` is stable, `detail` is for people."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldError] = Field(default_factory=list)


def problem(status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None, **more: Any) -> Response:
    """A problem+json response; `more` are members of the particular problem, such as fresh offers."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": errors or [],
        **more,
    }
    response = make_response(json.dumps(body), status)
    response.content_type = "application/problem+json"
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def from_error(error: FrontdeskError, **more: Any) -> Response:
    """The response for an error of ours; `more` are further members of the problem."""
    status = next((status for kind, status in STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
    errors = [{"field": error.field, "message": error.message}] if error.field else []
    return problem(status, error.code, error.message, errors, **more)


def from_validation(error: ValidationError) -> Response:
    """The response for a request that does not have the described shape; the values themselves are not repeated."""
    errors = [
        {"field": ".".join(str(part) for part in one["loc"]) or "body", "message": one["msg"]}
        for one in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    named = ", ".join(dict.fromkeys(one["field"] for one in errors))
    return problem(400, InvalidRequest.code, f"These fields cannot be used as they are: {named}.", errors)


def from_http(error: HTTPException) -> Response:
    """The response for what Flask itself refuses."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    code = HTTP_CODES.get(status, InvalidRequest.code if status < HTTPStatus.INTERNAL_SERVER_ERROR else "error")
    return problem(status, code, error.description or HTTPStatus(status).phrase)


def register(app: Flask | Blueprint) -> None:
    """Answer every error of `app` with problem+json."""
    app.register_error_handler(ValidationError, from_validation)
    app.register_error_handler(FrontdeskError, from_error)
    app.register_error_handler(HTTPException, from_http)
