"""The demo clinic shows what a policy of its own looks like, in both languages."""

from __future__ import annotations

import pytest

from backend.bootstrap import Frontdesk
from backend.demo.clinic import seed
from backend.services.policies import For


@pytest.mark.parametrize(
    ("locale", "words"), [("en", "Lantern Street Clinic: how to find us"), ("es", "Lantern Street Clinic: cómo llegar")]
)
def test_tells_the_way_when_the_visit_is_at_lakeside(frontdesk: Frontdesk, locale: str, words: str) -> None:
    assert seed(frontdesk)
    policies = frontdesk.reminder_policies
    lakeside = policies.effective(For("checkup", "lakeside")).policy
    assert lakeside.step("directions") is not None
    assert policies.effective(For("checkup", "harbor")).policy.step("directions") is None
    looked = frontdesk.reminder_templates.preview("directions", locale)
    assert looked.sample.text.startswith(words)
    (sms,) = [one for one in looked.longest.carried if one.channel == "sms"]
    assert (sms.encoding, sms.segments) == ("GSM-7", 2)


@pytest.mark.parametrize("locale", ["en", "es"])
def test_keeps_to_its_own_limits_when_the_product_brings_the_words(frontdesk: Frontdesk, locale: str) -> None:
    assert seed(frontdesk)
    templates = frontdesk.reminder_templates
    for listed in templates.all():
        if listed.words.locale == locale:
            body = listed.words.template.body
            saved = templates.save(listed.words.name, locale, body, by="Sam")
            assert saved.template.version == 0
