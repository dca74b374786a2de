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


def test_demo_points_every_channel_at_the_sandbox(tmp_path: Path) -> None:
    settings = parse({"FRONTDESK_HOME": str(tmp_path), "FRONTDESK_PORT": "9000"})
    assert settings.telegram is not None
    assert settings.telegram.api_base == "http://127.0.0.1:9010"
    assert settings.mail is not None
    assert settings.mail.smtp_url.reveal() == "smtp://127.0.0.1:9050"
    assert settings.mail.listen == ("127.0.0.1", 9040)
    assert settings.twilio.whatsapp_sender
    assert "message" in settings.twilio.whatsapp_templates


def test_production_has_the_channels_whose_settings_are_there(tmp_path: Path) -> None:
    known = {**PRODUCTION, "FRONTDESK_HOME": str(tmp_path)}
    bare = parse(known)
    assert (bare.telegram, bare.mail, bare.twilio.whatsapp_sender, bare.widget.origins) == (None, None, None, ())
    full = parse(
        {
            **known,
            "TELEGRAM_BOT_TOKEN": "1:abc",
            "TELEGRAM_WEBHOOK_SECRET": "s" * 32,
            "SMTP_URL": "smtps://desk:secret@mail.example.org",
            "MAIL_FROM": "Harbor Clinic <desk@clinic.example>",
            "MAIL_LISTEN": "0.0.0.0:2525",
            "TWILIO_WHATSAPP_FROM": "whatsapp:+15005550002",
            "TWILIO_WHATSAPP_TEMPLATES": '{"message": "HX' + "a" * 32 + '"}',
            "WIDGET_ORIGINS": "https://www.clinic.example, https://clinic.example",
        }
    )
    assert full.telegram is not None
    assert full.telegram.api_base is None
    assert full.mail is not None
    assert full.mail.listen == ("0.0.0.0", 2525)  # noqa: S104  # as it was set
    assert full.twilio.whatsapp_sender == "+15005550002"
    assert full.widget.origins == ("https://www.clinic.example", "https://clinic.example")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "1:abc"),  # without the webhook's secret
        ("SMTP_URL", "smtp://mail.example.org"),  # without a sender
        ("TWILIO_WHATSAPP_FROM", "clinic"),
        ("TWILIO_WHATSAPP_TEMPLATES", '{"message": "approved"}'),
        ("TWILIO_WHATSAPP_TEMPLATES", "HX"),
        ("WIDGET_ORIGINS", "https://*"),
        ("WIDGET_ORIGINS", "https://clinic.example/page"),
    ],
)
def test_production_refuses_a_channel_that_is_half_set(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        parse({**PRODUCTION, "FRONTDESK_HOME": str(tmp_path), name: value})
