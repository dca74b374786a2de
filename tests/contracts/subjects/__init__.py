"""Every channel, under the contract: a module each."""

from __future__ import annotations

from typing import Final

from tests.contracts.contract import Subject
from tests.contracts.subjects.email import Email
from tests.contracts.subjects.telegram import Telegram
from tests.contracts.subjects.toy import Toy
from tests.contracts.subjects.twilio import Sms, WhatsApp
from tests.contracts.subjects.web import Web

SUBJECTS: Final[tuple[Subject, ...]] = (Sms(), WhatsApp(), Telegram(), Email(), Web(), Toy())
