"""What the settings promise: a safe demo by itself, and no start of production with anything missing."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from backend.settings import SettingsError, parse

KEY = base64.b64encode(bytes(range(32))).decode()
PRODUCTION = {
    "FRONTDESK_ENV": "production",
    "FRONTDESK_MASTER_KEY": KEY,
    "PUBLIC_URL": "https://desk.example.org",
    "DATABASE_URL": "postgresql://db/frontdesk",
    "REDIS_URL": "redis://cache",
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "t" * 32,
    "TWILIO_FROM": "+15005550001",
}


def test_demo_makes_its_master_key_once_and_only_for_its_owner(tmp_path: Path) -> None:
    first = parse({"FRONTDESK_HOME": str(tmp_path)})
    second = parse({"FRONTDESK_HOME": str(tmp_path)})
    assert first.master_key.secret == second.master_key.secret
    assert (tmp_path / "master.key").stat().st_mode & 0o777 == 0o600


def test_demo_points_at_the_sandbox_carrier(tmp_path: Path) -> None:
    settings = parse({"FRONTDESK_HOME": str(tmp_path), "FRONTDESK_PORT": "9000"})
    assert settings.twilio.api_base == "http://127.0.0.1:9010"
    assert settings.public_url == "http://127.0.0.1:9000"


def test_demo_leaves_the_sandbox_when_a_real_account_is_set(tmp_path: Path) -> None:
    settings = parse(
        {
            "FRONTDESK_HOME": str(tmp_path),
            "TWILIO_FROM": "+15005550001",
            "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
            "TWILIO_AUTH_TOKEN": "t",
        }
    )
    assert settings.twilio.api_base is None


def test_production_starts_when_all_is_set(tmp_path: Path) -> None:
    settings = parse({**PRODUCTION, "FRONTDESK_HOME": str(tmp_path)})
    assert not settings.demo
    assert settings.twilio.api_base is None
    assert settings.twilio.messaging_service_sid is None


@pytest.mark.parametrize(
    "missing", ["FRONTDESK_MASTER_KEY", "PUBLIC_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"]
)
def test_production_refuses_to_start_when_a_secret_is_missing(missing: str, tmp_path: Path) -> None:
    environ = {k: v for k, v in PRODUCTION.items() if k != missing} | {"FRONTDESK_HOME": str(tmp_path)}
    with pytest.raises(SettingsError, match=missing):
        parse(environ)
    assert not (tmp_path / "master.key").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FRONTDESK_ENV", "staging"),
        ("FRONTDESK_PORT", "80"),
        ("FRONTDESK_PORT", "http"),
        ("FRONTDESK_NOW", "yesterday"),
        ("FRONTDESK_MASTER_KEY", "short"),
        ("FRONTDESK_MASTER_KEY", "!" * 44),
    ],
)
def test_settings_name_the_setting_when_it_makes_no_sense(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=name) as refusal:
        parse({"FRONTDESK_HOME": str(tmp_path), name: value})
    assert name != "FRONTDESK_MASTER_KEY" or value not in str(refusal.value)


def test_frozen_clock_is_refused_in_production(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="FRONTDESK_NOW"):
        parse({**PRODUCTION, "FRONTDESK_HOME": str(tmp_path), "FRONTDESK_NOW": "2026-11-23T09:00:00Z"})


def test_key_file_is_refused_when_others_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(KEY)
    file.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        parse({"FRONTDESK_HOME": str(tmp_path), "FRONTDESK_MASTER_KEY_FILE": str(file)})


def test_settings_never_show_secrets(tmp_path: Path) -> None:
    shown = repr(parse({**PRODUCTION, "FRONTDESK_HOME": str(tmp_path)}))
    assert KEY not in shown
    assert "t" * 32 not in shown
