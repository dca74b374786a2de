from __future__ import annotations

import pytest

from channels.sandbox.settings import SandboxSettings, SettingsError

ENVIRON = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "token-of-a-test",
    "SANDBOX_WEBHOOK_URL": "http://127.0.0.1:8000/webhooks/sms",
}


def test_settings_have_defaults_when_only_the_account_and_the_webhook_are_given() -> None:
    settings = SandboxSettings.parse(ENVIRON)

    assert (settings.host, settings.port, settings.number) == ("127.0.0.1", 8010, "+15005550006")


def test_auth_token_is_not_shown_when_settings_are_printed() -> None:
    assert "token-of-a-test" not in repr(SandboxSettings.parse(ENVIRON))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWILIO_ACCOUNT_SID", ""),
        ("TWILIO_ACCOUNT_SID", "AC1"),
        ("TWILIO_AUTH_TOKEN", ""),
        ("SANDBOX_WEBHOOK_URL", "webhooks/sms"),
        ("SANDBOX_NUMBER", "5550006"),
        ("SANDBOX_PORT", "eighty"),
        ("SANDBOX_PORT", "70000"),
        ("SANDBOX_STEP_SECONDS", "-1"),
        ("TWILIO_MESSAGING_SERVICE_SID", "MG"),
    ],
)
def test_start_is_refused_with_the_name_when_a_setting_is_wrong(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        SandboxSettings.parse({**ENVIRON, name: value})
