"""The mailboxes on the telephones' page: what came, and what their owners do with it.

``GET /sandbox/mailboxes`` lists them, ``GET .../<address>/mails`` shows one; ``POST .../<address>/mails {"text": "...",
"subject": "...", "answers": <mail id>}`` (the last two may be left out) writes to the clinic; ``POST
.../mails/<id>/bounce {"status": "5.1.1"}``, ``.../complaint`` and ``.../unsubscribe`` do what they say.
"""

from __future__ import annotations

import re

from flask import Blueprint, Response, jsonify, request

from channels.sandbox.incoming import UnusableText
from channels.sandbox.mail_messages import calendar_of, mail_view
from channels.sandbox.mail_system import NO_SUCH_MAILBOX, MailSystem
from channels.sandbox.messages import JsonValue

_STATUS = re.compile(r"[45]\.\d{1,3}\.\d{1,3}")


def mail_blueprint(system: MailSystem) -> Blueprint:
    """The routes under /sandbox/mailboxes. No credentials, as for texts."""
    mail = Blueprint("mailboxes", __name__, url_prefix="/sandbox/mailboxes")

    @mail.errorhandler(UnusableText)
    def refuse(error: UnusableText) -> tuple[Response, int]:
        return jsonify({"field": error.field, "message": str(error)}), 400

    @mail.get("")
    def list_boxes() -> Response:
        return jsonify({"clinic": system.settings.clinic_address, "mailboxes": system.boxes.names()})

    @mail.get("/<mailbox>/mails")
    def read_box(mailbox: str) -> Response:
        mails = [mail_view(post) for post in system.boxes.mails(mailbox.lower())]
        return jsonify({"mailbox": mailbox.lower(), "messages": mails})

    @mail.post("/<mailbox>/mails")
    def write(mailbox: str) -> tuple[Response, int]:
        given = _given()
        post = system.write(mailbox.lower(), _text(given), _subject(given), _answers(given))
        return jsonify(mail_view(post)), 202

    @mail.get("/<mailbox>/mails/<int:mail_id>/visit.ics")
    def calendar(mailbox: str, mail_id: int) -> Response:
        post = system.boxes.find(mailbox.lower(), mail_id)
        found = calendar_of(post.parsed) if post is not None else None
        if found is None:
            raise UnusableText("mail", "This mail has no invitation.")
        return Response(found, mimetype="text/calendar")

    @mail.post("/<mailbox>/mails/<int:mail_id>/bounce")
    def bounce(mailbox: str, mail_id: int) -> tuple[Response, int]:
        status = _status(_given())
        system.bounce(mailbox.lower(), mail_id, status)
        return jsonify({"status": status}), 202

    @mail.post("/<mailbox>/mails/<int:mail_id>/complaint")
    def complain(mailbox: str, mail_id: int) -> tuple[Response, int]:
        _given()
        system.complain(mailbox.lower(), mail_id)
        return jsonify({}), 202

    @mail.post("/<mailbox>/mails/<int:mail_id>/unsubscribe")
    def unsubscribe(mailbox: str, mail_id: int) -> tuple[Response, int]:
        _given()
        return jsonify({"answered": system.unsubscribe(mailbox.lower(), mail_id)}), 202

    return mail


def _text(given: dict[str, JsonValue]) -> str:
    text = given.get("text")
    if not isinstance(text, str) or any("\ud800" <= character <= "\udfff" for character in text):
        raise UnusableText("text", "A text is needed, without halves of characters.")
    return text


def _subject(given: dict[str, JsonValue]) -> str | None:
    subject = given.get("subject")
    if subject is None or (isinstance(subject, str) and subject.isprintable()):
        return subject
    raise UnusableText("subject", "A subject is one line.")


def _answers(given: dict[str, JsonValue]) -> int | None:
    answers = given.get("answers")
    if answers is None or (isinstance(answers, int) and not isinstance(answers, bool)):
        return answers
    raise UnusableText("answers", "The number of a mail.")


def _status(given: dict[str, JsonValue]) -> str:
    status = given.get("status", NO_SUCH_MAILBOX)
    if isinstance(status, str) and _STATUS.fullmatch(status):
        return status
    raise UnusableText("status", "A status such as 5.1.1 or 4.4.7.")


def _given() -> dict[str, JsonValue]:
    # JSON only: a page of another origin cannot send it without asking first (CORS).
    given = request.get_json(silent=True) if request.is_json else None
    if not isinstance(given, dict):
        raise UnusableText("body", "Send a JSON object.")
    return given
