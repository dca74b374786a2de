"""The clinic's account as the payloads know it."""

from __future__ import annotations

from channels.email.account import Account

ACCOUNT = Account(
    "smtp://127.0.0.1:25", "Harbor Clinic <desk@clinic.example>", "reply.clinic.example", b"key of the payloads"
)
THREAD = "kbmlrvge2r7i7gqldqot4t2qmhqvmwlzq4o6i3qnbzr4vxlq3efa"
MESSAGE = "0190b8a2c4d47e8f9a0b1c2d3e4f5061"
PATIENT = "ana@example.org"
