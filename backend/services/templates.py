"""The clinic's words for reminders: what holds, what held before, and changes that are looked at before they count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from backend.domain.errors import Conflict, InvalidRequest, NotFound
from backend.domain.messaging.language import LANGUAGES, Language
from backend.domain.ports import Clock, Transactions
from backend.domain.reminders import drafts
from backend.domain.reminders.discretion import gives_away
from backend.domain.reminders.keeping import Keeping, KeptWords
from backend.domain.reminders.policy import USUAL, Policy
from backend.domain.reminders.sense import asked_by, used_by
from backend.domain.reminders.templates import BUILT_IN
from backend.domain.scheduling.clinic import Directory
from backend.services.commands import carry_out
from backend.services.previews import MOST_SEGMENTS, Preview, preview
from channels.contracts import Channel

BUILT_IN_VERSION: Final = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """Words that hold now, and the kinds of messages that say them."""

    words: KeptWords
    used_by: Sequence[str]


@dataclass(frozen=True)
class ReminderTemplates:
    """Reads, looks at and changes the words of reminders."""

    transactions: Transactions[Keeping]
    clock: Clock
    channels: Mapping[str, Channel]

    def all(self) -> list[Listed]:
        """What holds now, by name and language: the clinic's words, and the product's where it has none."""
        with self.transactions.transaction() as transaction:
            policies = _policies(transaction)
            found = {(one.name, one.locale): one for one in _built_in()}
            found |= {(one.name, one.locale): one for one in transaction.words.latest()}
        return [Listed(found[key], used_by(policies, key[0])) for key in sorted(found)]

    def versions(self, name: str, locale: str) -> list[KeptWords]:
        """All that held and holds, the newest first, the product's own last; raises NotFound."""
        with self.transactions.transaction() as transaction:
            return _versions(transaction, name, locale)

    def preview(self, name: str, locale: str, body: str | None = None) -> Preview:
        """What patients would read, and what it takes to send it; without a body, of the words that hold now.

        Raises NotFound, or InvalidRequest for words that cannot be saved whatever their length.
        """
        language = _language(locale)
        with self.transactions.transaction() as transaction:
            directory = transaction.directory.current()
            asks = asked_by(_policies(transaction), name)
            body = _versions(transaction, name, locale)[0].template.body if body is None else body
        _check(body, directory, asks=asks)
        return preview(body, language, directory, self.channels, asks=asks)

    def save(self, name: str, locale: str, body: str, *, by: str, based_on: int | None = None) -> KeptWords:
        """Keep words as a new version; the same words again are no new version.

        Raises InvalidRequest with words that say what to do, or Conflict when `based_on` is not the version that
        holds.
        """
        language = _language(locale)
        drafts.check_name(name)
        body = "\n".join(line.rstrip() for line in body.strip().splitlines())

        def save(transaction: Keeping) -> KeptWords:
            transaction.policies.lock()
            directory = transaction.directory.current()
            asks = asked_by(_policies(transaction), name)
            _check(body, directory, asks=asks)
            _check_length(preview(body, language, directory, self.channels, asks=asks))
            held = _held(transaction, name, locale)
            if based_on is not None and based_on != (held.template.version if held else BUILT_IN_VERSION):
                raise Conflict("somebody else changed these words meanwhile: read them again", field="based_on")
            if held is None and locale != "en" and directory.templates.of(name, "en") is None:
                raise InvalidRequest(
                    "write it in English first: that is said where a language is missing", field="locale"
                )
            if held is not None and held.template.body == body:
                return held
            return transaction.words.add(name, locale, body, by, self.clock.now())

        return carry_out(self.transactions.transaction, save)

    def restore(self, name: str, locale: str, version: int, *, by: str) -> KeptWords:
        """Go back to a former version (0: the product's own words), as a new one; raises NotFound."""
        former = next((one for one in self.versions(name, locale) if one.template.version == version), None)
        if former is None:
            raise NotFound("there is no such version", field="version")
        return self.save(name, locale, former.template.body, by=by)


def _policies(transaction: Keeping) -> list[Policy]:
    """All policies that may be planned by; the usual one too, which any service may fall back to."""
    return [USUAL, *(one.policy for one in transaction.policies.all())]


def _built_in() -> list[KeptWords]:
    return [KeptWords(name, locale, template) for (name, locale), template in BUILT_IN.items()]


def _versions(transaction: Keeping, name: str, locale: str) -> list[KeptWords]:
    found = transaction.words.versions(name, _language(locale))
    found += [one for one in _built_in() if (one.name, one.locale) == (name, locale)]
    if not found:
        raise NotFound("there are no words of that name in that language")
    return found


def _held(transaction: Keeping, name: str, locale: str) -> KeptWords | None:
    try:
        return _versions(transaction, name, locale)[0]
    except NotFound:
        return None


def _check(body: str, directory: Directory, *, asks: bool) -> None:
    drafts.check(body, asks=asks)
    told = gives_away(body, directory)
    if told is not None:
        raise InvalidRequest(
            f'"{told}" tells whoever else reads it what the visit is for or with whom: leave it out', field="body"
        )


def _check_length(found: Preview) -> None:
    for rendering, most in ((found.sample, MOST_SEGMENTS), (found.longest, MOST_SEGMENTS + 1)):
        for carried in rendering.carried:
            if carried.segments is not None and carried.segments > most:
                raise InvalidRequest(
                    f"as a text message it takes {carried.segments} parts ({carried.characters} characters,"
                    f" {carried.encoding}), {most} at most: make it shorter",
                    field="body",
                )
            if carried.characters > carried.longest:
                raise InvalidRequest(f"it is too long for {carried.channel}: make it shorter", field="body")


def _language(locale: str) -> Language:
    for language in LANGUAGES:
        if locale == language:
            return language
    raise InvalidRequest(f"write one of {', '.join(LANGUAGES)}", field="locale")
