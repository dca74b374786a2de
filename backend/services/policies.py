"""The clinic's reminder policies: what holds for whom, changed only into what makes sense."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.domain.errors import NotFound
from backend.domain.ports import Clock, Transactions
from backend.domain.reminders.keeping import Keeping, KeptPolicy
from backend.domain.reminders.policy import USUAL, Policies, Policy, Scope
from backend.domain.reminders.sense import check
from backend.domain.scheduling.clinic import Directory
from backend.services.commands import carry_out


@dataclass(frozen=True, slots=True)
class For:
    """For which service and place, by their public ids; None: for all of them."""

    service: str | None = None
    location: str | None = None

    def scope(self, directory: Directory) -> Scope:
        """The same by inner ids, also of a service that is offered no more; raises NotFound."""
        service = next((one.id for one in directory.services if one.slug == self.service), None)
        if service is None and self.service is not None:
            raise NotFound("no such service", field="service")
        return service, None if self.location is None else directory.location(self.location).id


@dataclass(frozen=True, slots=True)
class Shown:
    """A policy as it is kept, or the usual one, which nobody keeps."""

    directory: Directory
    scope: Scope | None
    policy: Policy
    kept: KeptPolicy | None = None


@dataclass(frozen=True)
class ReminderPolicies:
    """Reads and changes the clinic's policies."""

    transactions: Transactions[Keeping]
    clock: Clock

    def all(self) -> list[Shown]:
        """What the clinic said, the widest first; before it the usual policy."""
        with self.transactions.transaction() as transaction:
            directory = transaction.directory.current()
            kept = transaction.policies.all()
        return [Shown(directory, None, USUAL), *(Shown(directory, one.scope, one.policy, one) for one in kept)]

    def effective(self, whom: For) -> Shown:
        """The policy that a visit is planned by; raises NotFound for a service or place that is not there."""
        with self.transactions.transaction() as transaction:
            directory = transaction.directory.current()
            return _fitting(directory, transaction.policies.all(), whom.scope(directory))

    def save(self, whom: For, steps: Sequence[Mapping[str, object]], no_show_after: int | None, *, by: str) -> Shown:
        """Keep a policy; raises NotFound, or InvalidRequest with the step and the part that make no sense.

        What is planned already and no longer in the policy is skipped when it is due.
        """
        policy = Policy.of(steps, no_show_after)

        def save(transaction: Keeping) -> Shown:
            transaction.policies.lock()
            directory = transaction.directory.current()
            scope = whom.scope(directory)
            check(policy, directory.templates)
            transaction.policies.put(scope, policy, by, self.clock.now())
            return _fitting(directory, transaction.policies.all(), scope)

        return carry_out(self.transactions.transaction, save)

    def remove(self, whom: For) -> Shown:
        """Forget a policy; what holds instead. Raises NotFound when there was none."""

        def remove(transaction: Keeping) -> Shown:
            transaction.policies.lock()
            directory = transaction.directory.current()
            scope = whom.scope(directory)
            if not transaction.policies.remove(scope):
                raise NotFound("there is no policy for just that; nothing was changed")
            return _fitting(directory, transaction.policies.all(), scope)

        return carry_out(self.transactions.transaction, remove)


def _fitting(directory: Directory, kept: Sequence[KeptPolicy], scope: Scope) -> Shown:
    """What holds for a service and place."""
    by_scope = {one.scope: one for one in kept}
    found = Policies({one.scope: one.policy for one in kept}).scope_of(*scope)
    return (
        Shown(directory, None, USUAL)
        if found is None
        else Shown(directory, found, by_scope[found].policy, by_scope[found])
    )
