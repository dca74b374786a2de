"""The settings of the carrier's mail side: where it listens, and where the clinic takes in its mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class MailSettingsError(ValueError):
    """A setting cannot be used; the message is one sentence that says which and what to do."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Everybody's mail server in one.

    It listens at ``port``; what people write goes to the clinic's receiver at ``clinic_host:clinic_port``, and a new
    mail to ``clinic_address``. ``retry_seconds`` is when a mail that was not taken is tried again for the first time,
    twice as long each time after.
    """

    port: int
    clinic_host: str
    clinic_port: int
    clinic_address: str
    host: str = "127.0.0.1"
    retry_seconds: float = 0.5

    @classmethod
    def parse(cls, environ: Mapping[str, str]) -> MailSettings | None:
        """Settings from the environment; None without a port, and then there is no mail here.

        Takes SANDBOX_MAIL_PORT, SANDBOX_MAIL_CLINIC (host:port of the clinic's receiver) and SANDBOX_MAIL_ADDRESS
        (the clinic's address). Raises MailSettingsError.
        """
        port = environ.get("SANDBOX_MAIL_PORT", "")
        if not port:
            return None
        host, _, clinic_port = environ.get("SANDBOX_MAIL_CLINIC", "").rpartition(":")
        address = environ.get("SANDBOX_MAIL_ADDRESS", "")
        if not port.isdecimal() or int(port) > 65535:
            raise MailSettingsError("SANDBOX_MAIL_PORT must be a port.")
        if not host or not clinic_port.isdecimal():
            raise MailSettingsError("SANDBOX_MAIL_CLINIC must be the clinic's receiver, such as 127.0.0.1:8040.")
        if "@" not in address:
            raise MailSettingsError("SANDBOX_MAIL_ADDRESS must be the clinic's address, such as desk@clinic.example.")
        return cls(int(port), host, int(clinic_port), address, host=environ.get("SANDBOX_HOST") or "127.0.0.1")
