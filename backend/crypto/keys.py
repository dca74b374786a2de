"""Keys: the master key, what is derived from it, and where it comes from.

Nothing but the master key is a secret of the installation; tokens between our own processes, the key of the
dialogue engine's memory and the keys of the blind indexes are derived from it (HKDF-SHA256, RFC 5869), so
that no other secret has to be kept in step.
"""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


class KeyRefused(Exception):
    """The master key cannot be used; the message says what to do and never shows the key."""


@dataclass(frozen=True, repr=False)
class MasterKey:
    """32 random bytes and their version; versions count up with each rotation."""

    secret: bytes
    version: int = 1

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose; different purposes are independent of each other."""
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"frontdesk/{purpose}".encode()).derive(
            self.secret
        )

    def token(self, purpose: str) -> str:
        """A bearer token for one purpose, safe in a header."""
        return base64.urlsafe_b64encode(self.derive(f"token/{purpose}")).decode().rstrip("=")


def parse_master_key(text: str) -> MasterKey:
    """A master key from base64 (standard or URL-safe); raises KeyRefused."""
    try:
        secret = base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise KeyRefused(
            "FRONTDESK_MASTER_KEY must be 32 random bytes in base64: make one with `openssl rand -base64 32`."
        )
    return MasterKey(secret)


def read_master_key(path: Path) -> MasterKey:
    """The master key of a file that only its owner may read; raises KeyRefused."""
    try:
        mode = path.stat().st_mode & 0o777
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise KeyRefused(f"The master key file {path} cannot be read: {type(error).__name__}.") from error
    if mode & 0o077:
        raise KeyRefused(f"The master key file {path} is open to others: run `chmod 600 {path}`.")
    return parse_master_key(text)


def generate_master_key(path: Path) -> MasterKey:
    """A new master key, written to `path` with mode 0600; the one already there when another process was first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # two processes started at once; the first one's key is everybody's key
    finally:
        draft.unlink()
    return read_master_key(path)
