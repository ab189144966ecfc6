# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The life of an alarm: it opens once, may be acknowledged and escalated, and ends; all in the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from stadtkern.kernel import audit, registry, rights
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action as Deed
from stadtkern.kernel.rules import Action, Command, Notice, Publish, Rule, Warn

from . import delivering, texts
from .definitions import RuleUnreadable, rule_of
from .models import Alarm, Stage, StoredRule, domains_of
from .texts import Spoken

log = structlog.get_logger(__name__)
"""How long an alarm is kept after its end."""


@dataclass(frozen=True, kw_only=True)
class Firing:
    """A rule has begun to hold for a subject."""

    rule_id: int
    rule: Rule
    subject: str
    subject_name: str
    values: Sequence[Spoken]
    fired_for: datetime
    simulated: bool


def open_alarm(firing: Firing, *, now: datetime) -> Alarm | None:
    """Open an alarm and arrange that it is told; none when the same values have opened it before.

    Call it inside a transaction. The lock on the rule lets one process at a time decide.
    """
    stored = StoredRule.objects.select_for_update().filter(pk=firing.rule_id, stage=Stage.ACTIVE).first()
    if stored is None or _known(stored, firing):
        return None
    told = _may_tell(stored, firing.rule, now)
    alarm = Alarm.objects.create(
        rule=stored,
        rule_title=stored.title,
        domain=stored.domain,
        severity=firing.rule.severity,
        subject=firing.subject,
        subject_name=firing.subject_name[:600],
        text=texts.message(
            firing.rule,
            firing.subject_name,
            firing.values,
            at=firing.fired_for,
            simulated=firing.simulated,
        ),
        values=[one.plain() for one in firing.values],
        simulated=firing.simulated,
        fired_for=firing.fired_for,
        opened_at=now,
        told=told,
        noticed=any(isinstance(action, Notice) for action in firing.rule.actions),
    )
    rule = StoredRule.objects.filter(pk=stored.pk)
    rule.update(fired_at=now)
    if told:
        delivering.arrange(stored, alarm, "opened", firing.rule.actions, now=now)
    elif not _muted(stored, now):
        rule.update(held_back=F("held_back") + 1, held_since=stored.held_since or now)
    log.info("alarm_opened", rule=stored.key, alarm=alarm.pk, told=told)
    return alarm


def end_alarm(rule_id: int, subject: str, *, now: datetime, because: str = "") -> bool:
    """End the open alarm of a subject and tell those who were told of it; false when there is none.

    Call it inside a transaction.
    """
    alarm = Alarm.objects.open().select_related("rule").filter(rule=rule_id, subject=subject).first()
    if alarm is None:
        return False
    ended = Alarm.objects.open().filter(pk=alarm.pk).update(ended_at=now, ended_because=because[:200])
    if not ended:
        return False
    stored = alarm.rule
    if stored is not None and alarm.told:
        rule = _readable(stored)
        if rule is not None:
            actions = [one for one in rule.actions if rule.tell_end or isinstance(one, Command | Warn)]
            delivering.arrange(stored, alarm, "ended", actions, now=now)
    log.info("alarm_ended", alarm=alarm.pk)
    return True


def acknowledge(actor: Person, alarm_id: int, note: str, *, at: datetime) -> None:
    """Somebody takes care: the alarm does not escalate any more.

    Raises:
        NotFound: there is no such alarm.
        NotPermitted: the actor does not work for its department.
    """
    alarm = Alarm.objects.filter(pk=alarm_id).first()
    if alarm is None:
        raise NotFound(f"no alarm {alarm_id}")
    caring = {*domains_of(actor, Deed.EDIT), *domains_of(actor, Deed.CONNECT)}
    rights.require(alarm.domain in caring, f"acknowledge alarm {alarm_id}")
    with transaction.atomic():
        mine = Alarm.objects.filter(pk=alarm_id, acknowledged_at=None)
        if mine.update(acknowledged_at=at, acknowledged_by=actor.get_username(), note=note[:2000]):
            audit.record(actor, "alarm.acknowledge", f"alarm {alarm_id}", {"note": note[:300]}, at)


def escalate_due(now: datetime) -> int:
    """Tell the next ones of alarms that nobody has acknowledged for too long; how many."""
    waiting = Alarm.objects.open().filter(acknowledged_at=None, told=True, rule__stage=Stage.ACTIVE)
    count = 0
    for alarm in waiting.exclude(rule=None).select_related("rule"):
        stored = alarm.rule
        rule = _readable(stored) if stored is not None else None
        if stored is None or rule is None or alarm.escalated >= len(rule.escalations) or _muted(stored, now):
            continue
        step = rule.escalations[alarm.escalated]
        if now - alarm.opened_at >= timedelta(seconds=step.after_s):
            count += _escalate(alarm, stored, step.actions, now)
    return count


def summarise_due(now: datetime) -> int:
    """Sum up what was over the limit of notifications, when its time has passed; how many rules."""
    count = 0
    for stored in StoredRule.objects.filter(held_back__gt=0).exclude(held_since=None):
        rule = _readable(stored)
        since = stored.held_since
        if rule is None or since is None or now - since < timedelta(seconds=rule.per_s):
            continue
        with transaction.atomic():
            mine = StoredRule.objects.filter(pk=stored.pk, held_since=since, held_back=stored.held_back)
            if not mine.update(held_back=0, held_since=None):
                continue
            text = _(
                "Die Regel „%(rule)s“ hat seit %(since)s weitere %(n)s Mal ausgelöst. Einzeln gemeldet "
                "werden höchstens so viele, wie die Regel festlegt; alle stehen in der Liste der Alarme."
            ) % {"rule": stored.title, "since": texts.clock(since), "n": stored.held_back}
            delivering.arrange(stored, None, "summary", _people(rule.actions), now=now, text=text)
        count += 1
    return count


def _escalate(alarm: Alarm, stored: StoredRule, actions: Sequence[Action], now: datetime) -> int:
    with transaction.atomic():
        mine = Alarm.objects.open().filter(pk=alarm.pk, acknowledged_at=None, escalated=alarm.escalated)
        if not mine.update(escalated=alarm.escalated + 1):
            return 0
        delivering.arrange(stored, alarm, f"escalated-{alarm.escalated + 1}", actions, now=now)
    return 1


def _known(stored: StoredRule, firing: Firing) -> bool:
    """Whether the subject alarms already, or did so for the same values since the rule was last changed."""
    mine = Alarm.objects.filter(rule=stored, subject=firing.subject)
    same = mine.filter(fired_for__gte=firing.fired_for, opened_at__gte=stored.changed_at)
    return mine.open().exists() or same.exists()


def _may_tell(stored: StoredRule, rule: Rule, now: datetime) -> bool:
    if _muted(stored, now):
        return False
    since = now - timedelta(seconds=rule.per_s)
    return Alarm.objects.filter(rule=stored, opened_at__gt=since, told=True).count() < rule.most


def _muted(stored: StoredRule, now: datetime) -> bool:
    return stored.muted_until is not None and stored.muted_until > now


def _people(actions: Sequence[Action]) -> list[Action]:
    """Those actions that tell people; machines have nothing from a summary."""
    return [one for one in actions if not isinstance(one, Command | Warn | Publish)]


def _readable(stored: StoredRule) -> Rule | None:
    try:
        return rule_of(stored)
    except RuleUnreadable:
        return None


def department_of(domain: str) -> str:
    """Name of the department that owns a domain; empty when the domain is not declared."""
    return next((one.department for one in registry.domains() if one.name == domain), "")
