"""`frontdesk chat` with the sandbox carrier in this process and a clinic that answers by TwiML."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from backend.cli import cli
from tests.contracts.running import recording_clinic, running_carrier, settings_for

pytestmark = pytest.mark.enable_socket

NUMBER = "+15005550142"


def answer(text: str) -> tuple[int, str, str]:
    return 200, "text/xml", f"<Response><Message>{text}</Message></Response>"


def test_texts_go_by_signed_webhook_and_answers_are_printed_when_they_are_given_as_arguments() -> None:
    with recording_clinic() as clinic, running_carrier(settings_for(clinic.url)) as (_, url):
        clinic.answers = [answer("Hello!"), answer("Which day?")]
        told = CliRunner().invoke(cli, ["chat", "--carrier", url, "--number", NUMBER, "hi", "a dentist"])
    assert told.output.splitlines() == ["> hi", "Hello!", "> a dentist", "Which day?"]
    assert [(call.form["From"], call.form["Body"], call.genuine) for call in clinic.calls] == [
        (NUMBER, "hi", True),
        (NUMBER, "a dentist", True),
    ]


def test_chat_ends_quietly_when_the_input_ends() -> None:
    with recording_clinic() as clinic, running_carrier(settings_for(clinic.url)) as (_, url):
        clinic.answers = [answer("Hello!")]
        told = CliRunner().invoke(cli, ["chat", "--carrier", url], input="hi\n")
    assert told.exit_code == 0
    assert "Hello!" in told.output


def test_chat_says_what_to_do_when_nothing_runs() -> None:
    told = CliRunner().invoke(cli, ["chat", "--carrier", "http://127.0.0.1:9", "hi"])
    assert told.exit_code == 1
    assert "Start the product first" in told.output
