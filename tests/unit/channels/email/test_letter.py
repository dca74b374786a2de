"""What a mail says, to people and to mail programs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from channels.contracts import Attachment, Choice, OutboundMessage
from channels.email.addresses import Addresses
from channels.email.letter import letter
from tests.unit.channels.email.account import ACCOUNT, MESSAGE, PATIENT, THREAD

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
UNSUBSCRIBE = "https://desk.harbor-clinic-of-the-northern-district.example.org/unsubscribe/" + "a" * 60
PLAIN = OutboundMessage(MESSAGE, PATIENT, "Which suits you?\n1) Tue 9:00 am\n2) Tue 3:00 pm")
WHOLE = replace(PLAIN, thread=THREAD, unsubscribe=UNSUBSCRIBE)
CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nSUMMARY:Visita en Cl\xc3\xadnica\r\nEND:VCALENDAR\r\n"


def sent(message: OutboundMessage) -> EmailMessage:
    """The mail as it arrives, having been a row of bytes in between."""
    content = letter(message, ACCOUNT, AT).as_bytes()
    assert content.isascii()
    assert max(len(line) for line in content.splitlines()) <= 998
    arrived = message_from_bytes(content, policy=policy.default)
    assert isinstance(arrived, EmailMessage)
    return arrived


def text(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    found = part.get_content()
    assert isinstance(found, str)
    return found.replace("\r\n", "\n")


def test_words_are_there_twice_when_a_mail_is_written() -> None:
    mail = sent(replace(PLAIN, body='Hello <b> & "you"\n\nSee you at 3 < 4'))

    assert text(mail, "plain").startswith('Hello <b> & "you"\n\nSee you at 3 < 4')
    assert "<p>Hello &lt;b&gt; &amp; &quot;you&quot;</p>\n<p>See you at 3 &lt; 4</p>" in text(mail, "html")


def test_choices_stay_numbers_in_the_text_when_there_are_buttons_elsewhere() -> None:
    mail = sent(replace(PLAIN, choices=(Choice("Tue 9:00 am", "secret-token"),)))

    assert "1) Tue 9:00 am" in text(mail, "plain")
    assert "secret-token" not in mail.as_string()


def test_headers_lead_back_to_the_conversation_when_it_can_be_answered() -> None:
    mail = sent(WHOLE)

    assert mail["Reply-To"] == f"reply+{THREAD}@reply.clinic.example"
    assert MESSAGE in mail["Message-ID"]
    assert mail["References"] == mail["In-Reply-To"] == Addresses(ACCOUNT).root(THREAD)
    assert mail["Subject"] == "Message from Harbor Clinic"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "en"


def test_unsubscribing_takes_one_click_when_it_is_offered() -> None:
    mail = sent(WHOLE)

    assert mail["List-Unsubscribe"] == (
        f"<{UNSUBSCRIBE}>, <mailto:unsubscribe+{THREAD}@reply.clinic.example?subject=unsubscribe>"
    )
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert UNSUBSCRIBE in text(mail, "plain")
    assert f'href="{UNSUBSCRIBE}"' in text(mail, "html")


def test_nothing_is_promised_when_nobody_can_answer() -> None:
    account = replace(ACCOUNT, reply_domain=None)
    content = letter(WHOLE, account, AT)

    assert content["Reply-To"] is None
    assert "mailto" not in content["List-Unsubscribe"]
    assert "can answer" not in content.as_string()


def test_mail_is_in_spanish_when_the_patient_is() -> None:
    mail = sent(replace(WHOLE, locale="es-MX", body="¿Le va bien mañana?"))

    assert mail["Subject"] == "Mensaje de Harbor Clinic"
    assert mail["Content-Language"] == "es"
    assert "Puede responder a este correo." in text(mail, "plain")
    assert '<html lang="es">' in text(mail, "html")


def test_author_signs_when_staff_wrote_it() -> None:
    mail = sent(replace(WHOLE, author="Núria (Harbor Clinic)"))

    assert "\n\nNúria (Harbor Clinic)\n" in text(mail, "plain")
    assert mail["Auto-Submitted"] is None


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_invitation_is_shown_and_attached_when_there_is_one(method: str) -> None:
    content = CALENDAR.replace(b"CANCEL", method.encode())
    mail = sent(replace(WHOLE, attachment=Attachment("visit.ics", f"text/calendar; method={method}", content)))
    (calendar,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    (attached,) = list(mail.iter_attachments())

    assert calendar.get_param("method") == method
    assert "Clínica" in calendar.get_content()
    assert (attached.get_filename(), attached.get_content()) == ("visit.ics", content)
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]


def test_headers_cannot_be_slipped_in_when_a_subject_has_lines() -> None:
    mail = sent(replace(PLAIN, subject="Hello\r\nBcc: victim@example.org", body="x\0y\x0bz"))

    assert mail["Bcc"] is None
    assert mail["Subject"] == "Hello Bcc: victim@example.org"
    assert text(mail, "plain") == "xyz\n"


@pytest.mark.parametrize("bad", ["UPPER", "a b", "a\nb", "x" * 60, ""])
def test_token_is_refused_when_no_address_can_hold_it(bad: str) -> None:
    with pytest.raises(ValueError, match="token"):
        letter(replace(PLAIN, thread=bad), ACCOUNT, AT)


class Outline(HTMLParser):
    """Notes the elements, and that each is closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_page_is_plain_and_whole_when_it_is_parsed() -> None:
    page = text(sent(WHOLE), "html")
    outline = Outline()
    outline.feed(page)

    assert outline.open == []
    assert {"main", "footer", "h1", "title"} <= set(outline.seen)
    assert not {"img", "script", "link", "iframe", "form"} & set(outline.seen)
    assert 'name="color-scheme" content="light dark"' in page
