# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The way of a dataset to the public and back: submit, release by a second person, announce, withdraw."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from stadtkern.flow.collections import service as collections
from stadtkern.flow.collections.models import FeatureCollection, Visibility
from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import Contradiction, NotPermitted, PayloadRejected
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

from . import changes, findings
from .errors import NotReady
from .models import CatalogueState, Dataset, DistributionRow, Step
from .models.datasets import SHOWN, Origin, State
from .readiness import missing

NOTICE = timedelta(days=30)
"""How long the end of a dataset is announced before it is withdrawn."""


class FourEyes(NotPermitted):
    """Wer zuletzt bearbeitet hat, gibt nicht selbst frei: bitte eine zweite Person darum."""


def submit(actor: Person, dataset: Dataset, *, note: str = "", now: datetime) -> Dataset:
    """Give a draft to somebody else for release; the protection check looks at its collection first.

    Raises:
        NotPermitted: the actor does not work for the department.
        NotReady: something is missing or unanswered, with all reasons in German.
        Contradiction: it is no draft.
        LakeUnavailable: its collection cannot be checked.
    """
    with transaction.atomic():
        stored = changes.locked(actor, dataset)
        if stored.state != State.DRAFT:
            raise Contradiction(_("Nur ein Entwurf kann zur Freigabe gegeben werden."))
        _check(stored, now)
        stored.state, stored.author, stored.changed_at = State.REVIEW, actor, now
        stored.save(update_fields=["state", "author", "changed_at"])
        changes.noted(actor, stored, Step.SUBMITTED, now, note=note)
    return stored


def give_back(actor: Person, dataset: Dataset, *, note: str, now: datetime) -> Dataset:
    """Make a submitted dataset a draft again, with the reason.

    Raises:
        NotPermitted: the actor does not work for the department.
        PayloadRejected: no reason.
        Contradiction: nobody has submitted it.
    """
    _require_words(note)
    with transaction.atomic():
        stored = changes.locked(actor, dataset, Action.RELEASE)
        if stored.state != State.REVIEW:
            raise Contradiction(_("Dieser Datensatz liegt nicht zur Freigabe vor."))
        stored.state, stored.changed_at = State.DRAFT, now
        stored.save(update_fields=["state", "changed_at"])
        changes.noted(actor, stored, Step.RETURNED, now, note=note)
    return stored


def may_release(actor: Person, dataset: Dataset) -> bool:
    """Whether this person may release: somebody of the department who did not change it last.

    Of a public dataset they release what others have added.
    """
    if dataset.department is None or not changes.may(actor, Action.RELEASE, dataset):
        return False
    if not changes.rules().four_eyes:
        return True
    return _fresh(actor, dataset).exists() if dataset.state in SHOWN else dataset.author_id != actor.pk


def state_of(dataset: Dataset) -> str:
    """A text that is another one after each change: whoever releases says what they have looked at."""
    return dataset.changed_at.isoformat()


def waits(dataset: Dataset) -> bool:
    """Whether something of the dataset waits for a release: all of it, or new files of a public one."""
    if dataset.state in SHOWN:
        return dataset.distribution_rows.filter(released_at=None).exists()
    four_eyes = changes.rules().four_eyes
    return dataset.state == State.REVIEW or (dataset.state == State.DRAFT and not four_eyes)


def release(
    actor: Person, dataset: Dataset, *, note: str = "", seen: str | None = None, now: datetime
) -> Dataset:
    """Publish a dataset, or the new files of a public one; the collection behind it becomes public with it.

    ``seen``: ``state_of`` the dataset that the actor looked at; null: the one of now.

    Raises:
        NotPermitted: the actor does not work for the department.
        FourEyes: the actor changed it last, and two people must agree.
        NotReady: something is missing or unanswered, with all reasons in German.
        Contradiction: nothing waits for a release, or it was changed since the actor looked at it.
        LakeUnavailable: its collection cannot be checked.
    """
    with transaction.atomic():
        stored = changes.locked(actor, dataset, Action.RELEASE)
        if not waits(stored):
            raise Contradiction(_("Hier wartet nichts auf eine Freigabe."))
        if not may_release(actor, stored):
            raise FourEyes
        if seen is not None and seen != state_of(stored):
            raise Contradiction(_("Inzwischen wurde etwas geändert. Bitte noch einmal ansehen."))
        _check(stored, now)
        fresh = _fresh(actor, stored).update(released_at=now)
        if stored.state not in SHOWN:
            stored.state = State.RELEASED
        stored.released_at = stored.released_at or now
        stored.data_changed_at = now if fresh or not stored.data_changed_at else stored.data_changed_at
        stored.changed_at = now
        stored.save()
        _show(actor, stored, Visibility.PUBLIC, now)
        changes.noted(actor, stored, Step.RELEASED, now, note=note, change={"distributions": fresh})
    return stored


def deprecate(
    actor: Person, dataset: Dataset, *, reason: str, on: date, successor: str = "", now: datetime
) -> Dataset:
    """Announce that a dataset will be withdrawn, at least 30 days ahead.

    Raises:
        NotPermitted: the actor does not work for the department.
        PayloadRejected: no reason, or too early.
        Contradiction: it is not public.
    """
    _require_words(reason)
    if on < now.date() + NOTICE:
        raise PayloadRejected(_("Das Ende muss mindestens 30 Tage vorher angekündigt werden."))
    with transaction.atomic():
        stored = changes.locked(actor, dataset, Action.RELEASE)
        if stored.state not in SHOWN:
            raise Contradiction(_("Nur ein veröffentlichter Datensatz kann auslaufen."))
        _refuse_measured(stored)
        stored.state, stored.deprecated_on, stored.deprecation_reason = State.DEPRECATED, on, reason[:1000]
        stored.successor, stored.changed_at = successor[:200], now
        stored.save()
        changes.noted(actor, stored, Step.DEPRECATED, now, note=reason, change={"on": on.isoformat()})
    return stored


def keep(actor: Person, dataset: Dataset, *, now: datetime) -> Dataset:
    """Take the announcement back.

    Raises:
        NotPermitted: the actor does not work for the department.
        Contradiction: nobody has announced an end.
    """
    with transaction.atomic():
        stored = changes.locked(actor, dataset, Action.RELEASE)
        if stored.state != State.DEPRECATED:
            raise Contradiction(_("Für diesen Datensatz ist kein Ende angekündigt."))
        stored.state, stored.deprecated_on, stored.deprecation_reason = State.RELEASED, None, ""
        stored.successor, stored.changed_at = "", now
        stored.save()
        changes.noted(actor, stored, Step.KEPT, now)
    return stored


def withdraw(
    actor: Person, dataset: Dataset, *, reason: str, successor: str = "", urgent: bool = False, now: datetime
) -> Dataset:
    """Take a dataset from the public; its address answers 410 with the reason from now on.

    Without ``urgent`` only after the announced day; urgent is for data that must not stay public.

    Raises:
        NotPermitted: the actor does not work for the department.
        PayloadRejected: no reason.
        Contradiction: it is not public, its end was not announced, or it consists of measurements.
    """
    _require_words(reason)
    with transaction.atomic():
        stored = changes.locked(actor, dataset, Action.RELEASE)
        if stored.state not in SHOWN:
            raise Contradiction(_("Dieser Datensatz ist nicht öffentlich."))
        _refuse_measured(stored)
        if not urgent and (stored.deprecated_on is None or stored.deprecated_on > now.date()):
            raise Contradiction(_("Kündigen Sie das Ende zuerst an; 30 Tage danach wird zurückgezogen."))
        _withdrawn(actor, stored, reason, successor, now)
        _show(actor, stored, Visibility.INTERNAL, now)
    return stored


def reopen(actor: Person, dataset: Dataset, *, now: datetime) -> Dataset:
    """Make a withdrawn dataset a draft, to be released again.

    Raises:
        NotPermitted: the actor does not work for the department.
        Contradiction: it was not withdrawn.
    """
    with transaction.atomic():
        stored = changes.locked(actor, dataset, Action.RELEASE)
        if stored.state != State.WITHDRAWN:
            raise Contradiction(_("Dieser Datensatz ist nicht zurückgezogen."))
        stored.state, stored.withdrawn_at, stored.withdrawal_reason = State.DRAFT, None, ""
        stored.deprecated_on, stored.deprecation_reason = None, ""
        stored.author, stored.changed_at = actor, now
        stored.save()
        changes.noted(actor, stored, Step.REOPENED, now)
    return stored


def withdraw_due(now: datetime) -> int:
    """Withdraw what was announced for today or before; how many."""
    rows = Dataset.objects.filter(state=State.DEPRECATED, deprecated_on__lte=now.date())
    due = list(rows.select_related("department"))
    for dataset in due:
        with transaction.atomic():
            _withdrawn(audit.SYSTEM, dataset, dataset.deprecation_reason, dataset.successor, now)
            _show(audit.SYSTEM, dataset, Visibility.INTERNAL, now)
    return len(due)


def set_four_eyes(actor: Person, wanted: bool, *, now: datetime) -> None:
    """Say whether two people must agree to a release; a town with one person may do without.

    Raises:
        NotPermitted: the actor is no administrator.
    """
    rights.require(rights.may(actor, Action.ADMINISTRATE), "change the rule of release")
    with transaction.atomic():
        before = changes.rules().four_eyes
        if before == wanted:
            return
        CatalogueState.objects.update_or_create(pk=1, defaults={"four_eyes": wanted})
        audit.record(actor, "catalogue.rule", "catalogue", {"four_eyes": wanted}, now)


def _fresh(actor: Person, dataset: Dataset) -> QuerySet[DistributionRow]:
    """Files and links that the actor may release now: of a public dataset only those that others added."""
    rows = dataset.distribution_rows.filter(released_at=None)
    needs_others = dataset.state in SHOWN and changes.rules().four_eyes
    return rows.exclude(added_by=actor) if needs_others else rows


def _check(dataset: Dataset, now: datetime) -> None:
    findings.look_at_texts(dataset, now)
    findings.look_at_collection(dataset, now)
    reasons = missing(dataset)
    if reasons:
        raise NotReady(tuple(reasons))


def _refuse_measured(dataset: Dataset) -> None:
    if dataset.origin == Origin.MEASURED:
        raise Contradiction(_("Messwerte verbergen Sie bei den Objekten, von denen sie stammen."))


def _withdrawn(actor: Person | str, stored: Dataset, reason: str, successor: str, now: datetime) -> None:
    stored.title = stored.title or stored.key
    stored.state, stored.withdrawn_at, stored.withdrawal_reason = State.WITHDRAWN, now, reason[:1000]
    stored.successor = successor[:200] or stored.successor
    stored.released_at, stored.changed_at = stored.released_at or stored.created_at, now
    stored.save()
    changes.noted(actor, stored, Step.WITHDRAWN, now, note=reason)


def _show(actor: Person | str, dataset: Dataset, visibility: Visibility, now: datetime) -> None:
    """The collection behind a dataset is seen by the same people."""
    collection = FeatureCollection.objects.filter(key=dataset.collection).select_related("department").first()
    if dataset.collection and collection:
        collections.set_visibility(actor, collection, visibility, now)


def _require_words(reason: str) -> None:
    if len(reason.strip()) < 5:
        raise PayloadRejected(_("Bitte nennen Sie den Grund."))
