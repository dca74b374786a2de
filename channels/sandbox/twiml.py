"""The clinic's answer to an incoming text: TwiML, plain text or nothing."""

from __future__ import annotations

from xml.etree import ElementTree  # nosec B405

from channels.sandbox.webhooks import Answer

MAX_DOCUMENT = 64 * 1024
PARSE_FAILURE = 12100
BAD_CONTENT_TYPE = 12300
XML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})


class TwimlError(ValueError):
    """The answer cannot be understood; ``code`` is Twilio's for it."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def replies_in(answer: Answer) -> list[str]:
    """The bodies of the texts to send back. Raises TwimlError."""
    if not answer.body.strip():
        return []
    if answer.content_type == "text/plain":
        return [answer.body.strip()]
    if answer.content_type not in XML_TYPES:
        raise TwimlError(BAD_CONTENT_TYPE)
    if len(answer.body) > MAX_DOCUMENT or "<!DOCTYPE" in answer.body or "<!ENTITY" in answer.body:
        raise TwimlError(PARSE_FAILURE)
    try:
        response = ElementTree.fromstring(answer.body)  # noqa: S314  # nosec B314
    except ElementTree.ParseError:
        raise TwimlError(PARSE_FAILURE) from None
    if response.tag != "Response":
        raise TwimlError(PARSE_FAILURE)
    return [body for verb in response.iterfind("Message") if (body := _body_of(verb))]


def _body_of(verb: ElementTree.Element) -> str:
    bodies = verb.findall("Body")
    parts = [body.text or "" for body in bodies] if bodies else [verb.text or ""]
    return "".join(parts).strip()
