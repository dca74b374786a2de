"""What the vault promises: secrecy, and that a ciphertext opens only where it belongs."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.crypto.keys import MasterKey
from backend.crypto.vault import EnvelopeVault, length_prefixed
from backend.domain.errors import NotFound, Tampered
from backend.domain.ids import KeyId
from backend.domain.ports import Where


class Keys:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[KeyId, tuple[bytes, int]] = {}

    def add(self, key: KeyId, wrapped: bytes, master_version: int) -> None:
        self.kept[key] = (wrapped, master_version)

    def find(self, key: KeyId) -> tuple[bytes, int] | None:
        return self.kept.get(key)


MASTER = MasterKey(bytes(range(32)))


@given(plain=st.text(max_size=300))
def test_vault_gives_back_what_was_sealed(plain: str) -> None:
    vault, keys = EnvelopeVault(MASTER), Keys()
    where = Where("patients", "name", uuid4(), vault.new_key(keys))
    sealed = vault.seal(keys, plain, where)
    assert vault.open(keys, sealed, where).reveal() == plain
    assert len(plain) < 8 or plain.encode() not in sealed


@pytest.mark.parametrize("part", ["table", "column", "row", "key"])
def test_vault_refuses_a_ciphertext_when_it_was_moved(part: str) -> None:
    vault, keys = EnvelopeVault(MASTER), Keys()
    where = Where("patients", "name", uuid4(), vault.new_key(keys))
    sealed = vault.seal(keys, "Ann", where)
    elsewhere = {
        "table": replace(where, table="messages"),
        "column": replace(where, column="notes"),
        "row": replace(where, row=uuid4()),
        "key": replace(where, key=vault.new_key(keys)),
    }[part]
    with pytest.raises(Tampered):
        vault.open(keys, sealed, elsewhere)


@given(position=st.integers(min_value=0, max_value=31), bit=st.integers(min_value=0, max_value=7))
def test_vault_refuses_a_ciphertext_when_a_bit_was_flipped(position: int, bit: int) -> None:
    vault, keys = EnvelopeVault(MASTER), Keys()
    where = Where("patients", "name", uuid4(), vault.new_key(keys))
    sealed = bytearray(vault.seal(keys, "Ann", where))
    sealed[position] ^= 1 << bit
    with pytest.raises(Tampered):
        vault.open(keys, bytes(sealed), where)


def test_vault_seals_the_same_text_differently_each_time() -> None:
    vault, keys = EnvelopeVault(MASTER), Keys()
    where = Where("patients", "name", uuid4(), vault.new_key(keys))
    assert vault.seal(keys, "Ann", where) != vault.seal(keys, "Ann", where)


def test_vault_opens_nothing_when_the_persons_key_was_erased() -> None:
    vault, keys = EnvelopeVault(MASTER), Keys()
    where = Where("patients", "name", uuid4(), vault.new_key(keys))
    sealed = vault.seal(keys, "Ann", where)
    keys.kept.clear()
    vault.forget(where.key)
    with pytest.raises(NotFound):
        vault.open(keys, sealed, where)


def test_vault_refuses_a_data_key_when_another_installation_wrapped_it() -> None:
    vault, keys = EnvelopeVault(MASTER), Keys()
    where = Where("patients", "name", uuid4(), vault.new_key(keys))
    sealed = vault.seal(keys, "Ann", where)
    with pytest.raises(Tampered):
        EnvelopeVault(MasterKey(b"x" * 32)).open(keys, sealed, where)


def test_vault_opens_old_values_when_the_master_key_was_rotated() -> None:
    old, keys = EnvelopeVault(MASTER), Keys()
    where = Where("patients", "name", uuid4(), old.new_key(keys))
    sealed = old.seal(keys, "Ann", where)
    new = EnvelopeVault(MasterKey(b"n" * 32, version=2), former={1: MASTER})
    assert new.open(keys, sealed, where).reveal() == "Ann"
    assert new.index("+15550100", "contact_points", "value") == old.index("+15550100", "contact_points", "value")
    assert keys.kept[new.new_key(keys)][1] == 2


def test_index_differs_when_the_column_or_the_installation_differs() -> None:
    vault = EnvelopeVault(MASTER)
    index = vault.index("+15550100", "contact_points", "value")
    assert index == vault.index("+15550100", "contact_points", "value")
    assert index != vault.index("+15550100", "conversations", "address")
    assert index != EnvelopeVault(MasterKey(b"x" * 32)).index("+15550100", "contact_points", "value")


@given(st.lists(st.binary(max_size=8), max_size=4), st.lists(st.binary(max_size=8), max_size=4))
def test_length_prefix_tells_lists_apart(left: list[bytes], right: list[bytes]) -> None:
    assert (length_prefixed(*left) == length_prefixed(*right)) == (left == right)
