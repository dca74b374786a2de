"""Envelope encryption: a data key per person, wrapped by the master key; AES-256-GCM with associated data.

A sealed value is `version (1 byte) | nonce (12 bytes) | ciphertext and tag`. Its associated data names the table,
the column, the row, the person's key and the format version, each with its length in front (NIST SP 800-38D for
GCM): a ciphertext moved to another row, column or person does not open. Erasing a wrapped data key makes
everything sealed with it unreadable.
"""

from __future__ import annotations

import hmac
import os
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.crypto.keys import KEY_BYTES, MasterKey
from backend.domain.errors import NotFound, Tampered
from backend.domain.ids import KeyId
from backend.domain.ports import Keyring, Where
from backend.domain.sensitive import Sensitive
from backend.identifiers import new_id

FORMAT = 1
NONCE_BYTES = 12
CACHED_KEYS = 1024


def length_prefixed(*parts: bytes) -> bytes:
    """The parts joined so that no two different lists give the same bytes."""
    return b"".join(len(part).to_bytes(4) + part for part in parts)


def _associated(where: Where) -> bytes:
    return length_prefixed(
        b"frontdesk", bytes([FORMAT]), where.table.encode(), where.column.encode(), where.row.bytes, where.key.bytes
    )


def _wrapping(key: KeyId, master_version: int) -> bytes:
    return length_prefixed(b"frontdesk/data-key", key.bytes, master_version.to_bytes(4))


class EnvelopeVault:
    """Implements domain.ports.Vault with AES-256-GCM."""

    def __init__(self, current: MasterKey, former: Mapping[int, MasterKey] | None = None) -> None:
        """`former` are master keys by version that still wrap older data keys."""
        self._current = current
        self._wrappers = {
            version: AESGCM(key.derive("wrap")) for version, key in {**(former or {}), current.version: current}.items()
        }
        self._index_master = current if not former else former[min(former)]
        self._index_keys: dict[tuple[str, str], bytes] = {}
        self._opened: OrderedDict[KeyId, AESGCM] = OrderedDict()
        self._lock = Lock()

    def new_key(self, keyring: Keyring) -> KeyId:
        """Make, wrap and keep a data key for one more person."""
        key = KeyId(new_id())
        nonce = os.urandom(NONCE_BYTES)
        secret = os.urandom(KEY_BYTES)
        version = self._current.version
        keyring.add(key, nonce + self._wrappers[version].encrypt(nonce, secret, _wrapping(key, version)), version)
        return key

    def seal(self, keyring: Keyring, plain: str, where: Where) -> bytes:
        """Ciphertext of `plain` that opens only at `where`; raises NotFound when the person's key was erased."""
        nonce = os.urandom(NONCE_BYTES)
        return (
            bytes([FORMAT])
            + nonce
            + self._cipher(keyring, where.key).encrypt(nonce, plain.encode(), _associated(where))
        )

    def open(self, keyring: Keyring, sealed: bytes, where: Where) -> Sensitive[str]:
        """What was sealed at `where`; raises Tampered, or NotFound when the person's key was erased."""
        if sealed[:1] != bytes([FORMAT]):
            raise Tampered(f"unknown ciphertext format in {where.table}.{where.column}")
        nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return Sensitive(self._cipher(keyring, where.key).decrypt(nonce, ciphertext, _associated(where)).decode())
        except InvalidTag as error:
            raise Tampered(f"ciphertext in {where.table}.{where.column} does not belong there") from error

    def index(self, value: str, table: str, column: str) -> bytes:
        """Keyed digest of an already normalised value; its key never enters the database."""
        key = self._index_keys.get((table, column))
        if key is None:
            key = self._index_keys[table, column] = self._index_master.derive(f"index/{table}/{column}")
        return hmac.digest(key, value.encode(), "sha256")

    def forget(self, key: KeyId) -> None:
        """Drop an opened data key from memory, as when it is erased."""
        with self._lock:
            self._opened.pop(key, None)

    def _cipher(self, keyring: Keyring, key: KeyId) -> AESGCM:
        with self._lock:
            cipher = self._opened.get(key)
            if cipher is not None:
                self._opened.move_to_end(key)
                return cipher
        found = keyring.find(key)
        if found is None:
            raise NotFound("the data key of this person was erased")
        wrapped, version = found
        try:
            secret = self._wrappers[version].decrypt(
                wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _wrapping(key, version)
            )
        except (InvalidTag, KeyError) as error:
            raise Tampered("a data key was not wrapped by a master key of this installation") from error
        cipher = AESGCM(secret)
        with self._lock:
            self._opened[key] = cipher
            while len(self._opened) > CACHED_KEYS:
                self._opened.popitem(last=False)
        return cipher
