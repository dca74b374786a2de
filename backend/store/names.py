"""A patient's name as it is sealed: both parts in one value, so that neither says anything alone."""

from __future__ import annotations

import json

from backend.domain.identity.names import PersonName
from backend.domain.ids import KeyId, PatientId
from backend.domain.ports import Keyring, Vault, Where


def sealed_name(vault: Vault, keyring: Keyring, name: PersonName, patient: PatientId, key: KeyId) -> bytes:
    """The value of patients.name."""
    plain = json.dumps([name.given, name.family], ensure_ascii=False)
    return vault.seal(keyring, plain, Where("patients", "name", patient, key))


def opened_name(vault: Vault, keyring: Keyring, sealed: bytes, patient: PatientId, key: KeyId) -> PersonName:
    """What was sealed there."""
    given, family = json.loads(vault.open(keyring, sealed, Where("patients", "name", patient, key)).reveal())
    return PersonName(given, family)
