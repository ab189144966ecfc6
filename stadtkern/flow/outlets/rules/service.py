# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people do with rules: one function per fact, each checks the right, changes and audits."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from stadtkern.kernel import audit, registry, rights, trash
from stadtkern.kernel.domain import Domain
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action
from stadtkern.kernel.rules import AllOf, Rule, leaves

from . import alarms, discarded
from .definitions import declaration, plain, rule_of
from .models import Alarm, RuleState, Stage, StoredRule, domains_of

LONGEST_MUTE = timedelta(days=31)


def rule_for(person: Person, pk: int) -> StoredRule:
    """A rule that the person may see.

    Raises:
        NotFound: there is no such rule, or it belongs to another department.
    """
    found = StoredRule.objects.of(person).filter(pk=pk).first()
    if found is None:
        raise NotFound(f"no rule {pk}")
    return found


def domains_for(person: Person) -> list[Domain]:
    """The domains for which the person may make rules, by title."""
    names = set(domains_of(person, Action.EDIT))
    return [domain for domain in registry.domains() if domain.name in names]


def create(actor: Person, *, domain: str, title: str, at: datetime) -> StoredRule:
    """Begin a rule as a draft without conditions.

    Raises:
        NotPermitted: the actor does not work for the department of the domain.
    """
    rights.require(domain in domains_of(actor, Action.EDIT), f"make a rule for {domain}")
    key = f"{slugify(title)[:40] or 'regel'}-{secrets.token_hex(3)}"
    with transaction.atomic():
        row = StoredRule.objects.create(
            key=f"{domain}/{key}",
            domain=domain,
            title=title,
            definition={},
            created_at=at,
            created_by=actor.get_username(),
            changed_at=at,
        )
        audit.record(actor, "rule.create", f"rule {row.key}", {"title": title}, at)
    return row


def change(actor: Person, pk: int, rule: Rule, *, at: datetime) -> StoredRule:
    """Set what a rule says; a declared one is adjusted from now on. Running alarms go on or end by it.

    Raises:
        NotFound: no such rule for this person.
        NotPermitted: the person only sees it.
        Contradiction: it has no condition.
    """
    _own(actor, pk)
    if not leaves(rule.condition):
        raise Contradiction(_("Eine Regel braucht mindestens eine Bedingung."))
    with transaction.atomic():
        row = StoredRule.objects.select_for_update().get(pk=pk)
        definition = plain(rule)
        if row.definition == definition and row.title == rule.title and (row.adjusted or not row.declared):
            return row
        row.definition, row.title = definition, rule.title
        row.adjusted = row.declared
        row.revision += 1
        row.changed_at = at
        row.save(update_fields=["definition", "title", "adjusted", "revision", "changed_at"])
        audit.record(actor, "rule.edit", f"rule {row.key}", {"revision": row.revision}, at)
    return row


def reset(actor: Person, pk: int, *, at: datetime) -> None:
    """Let a declared rule say again what its domain declares.

    Raises:
        NotFound: no such rule for this person.
        NotPermitted: the person only sees it.
        Contradiction: it is not declared.
    """
    row = _own(actor, pk)
    given = declaration(row.key)
    if given is None:
        raise Contradiction(_("Diese Regel ist nicht vom Thema vorgegeben."))
    with transaction.atomic():
        StoredRule.objects.filter(pk=pk).update(
            definition=plain(given),
            title=given.title,
            adjusted=False,
            changed_at=at,
            revision=row.revision + 1,
        )
        audit.record(actor, "rule.reset", f"rule {row.key}", {}, at)


def activate(actor: Person, pk: int, *, at: datetime) -> None:
    """Look at the rule from now on.

    Raises:
        NotFound: no such rule for this person.
        NotPermitted: the person only sees it.
        Contradiction: it has no condition yet.
    """
    row = _own(actor, pk)
    if not row.declared and not row.definition:
        raise Contradiction(_("Bitte erst eine Bedingung festlegen."))
    rule_of(row)
    with transaction.atomic():
        mine = StoredRule.objects.filter(pk=pk).exclude(stage=Stage.ACTIVE)
        if mine.update(stage=Stage.ACTIVE, activated_at=at, changed_at=at):
            RuleState.objects.filter(rule=pk).delete()
            audit.record(actor, "rule.activate", f"rule {row.key}", {}, at)


def pause(actor: Person, pk: int, *, at: datetime) -> None:
    """Do not look at the rule any more; its open alarms end.

    Raises:
        NotFound: no such rule for this person.
        NotPermitted: the person only sees it.
    """
    row = _own(actor, pk)
    with transaction.atomic():
        mine = StoredRule.objects.filter(pk=pk).exclude(stage=Stage.PAUSED)
        if mine.update(stage=Stage.PAUSED, changed_at=at):
            _end_all(row, _("Die Regel wurde angehalten."), at)
            audit.record(actor, "rule.pause", f"rule {row.key}", {}, at)


def mute(actor: Person, pk: int, until: datetime | None, *, at: datetime) -> None:
    """Open alarms without telling anybody until then; null: tell again.

    Raises:
        NotFound: no such rule for this person.
        NotPermitted: the person only sees it.
        Contradiction: the time lies in the past or more than 31 days ahead.
    """
    row = _own(actor, pk)
    if until is not None and not at < until <= at + LONGEST_MUTE:
        raise Contradiction(_("Stumm schalten geht bis höchstens 31 Tage im Voraus."))
    with transaction.atomic():
        StoredRule.objects.filter(pk=pk).update(muted_until=until)
        change: dict[str, str | None] = {"until": until.isoformat() if until else None}
        audit.record(actor, "rule.mute", f"rule {row.key}", change, at)


def delete(actor: Person, pk: int, *, at: datetime) -> str:
    """Remove a rule; its alarms stay in the history. Answers its key, by which it can be put back.

    Raises:
        NotFound: no such rule for this person.
        NotPermitted: the person only sees it.
        Contradiction: it is declared by its domain; it can be paused.
    """
    row = _own(actor, pk)
    if row.declared and declaration(row.key) is not None:
        raise Contradiction(_("Vorgegebene Regeln lassen sich anhalten, aber nicht löschen."))
    with transaction.atomic():
        _end_all(row, _("Die Regel wurde gelöscht."), at)
        trash.keep(actor, discarded.copy_of(row), at=at)
        StoredRule.objects.filter(pk=pk).delete()
        audit.record(actor, "rule.delete", f"rule {row.key}", {"title": row.title}, at)
    return row.key


def definition(row: StoredRule) -> Rule:
    """What the rule says; a new draft says nothing yet, but has the settings that rules begin with.

    Raises:
        RuleUnreadable: it cannot be read.
    """
    if not row.declared and not row.definition:
        return Rule(key=row.key.partition("/")[2], title=row.title, condition=_NOTHING)
    return rule_of(row)


def _end_all(row: StoredRule, because: str, at: datetime) -> None:
    for subject in list(Alarm.objects.open().filter(rule=row).values_list("subject", flat=True)):
        alarms.end_alarm(row.pk, subject, now=at, because=because)
    RuleState.objects.filter(rule=row).delete()


_NOTHING = AllOf(parts=())


def may_change(person: Person, row: StoredRule) -> bool:
    """Whether the person may change the rule, and not only see it."""
    return rights.may(person, Action.EDIT) or row.domain in domains_of(person, Action.EDIT)


def _own(actor: Person, pk: int) -> StoredRule:
    row = rule_for(actor, pk)
    rights.require(may_change(actor, row), f"change rule {row.key}")
    return row
