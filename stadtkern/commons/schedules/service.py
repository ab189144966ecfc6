# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes, changes and removes profiles and their plans; each change is audited."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from stadtkern.kernel import audit
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Person

from . import stored
from .models import Nights, Plan, Profile
from .permissions import require_steering

FIRST = [{"at": "sunset", "offset": 0, "level": 100}, {"at": "sunrise", "offset": 0, "level": 0}]
"""A new profile: full light from sunset to sunrise."""


def profile_of(domain: str, pk: int) -> Profile:
    """The profile.

    Raises:
        NotFound: the subject has no such profile.
    """
    found = Profile.objects.filter(domain=domain, pk=pk).first()
    if found is None:
        raise NotFound(f"no profile {pk}")
    return found


def create_profile(actor: Person, domain: str, *, name: str, note: str, now: datetime) -> Profile:
    """Make a profile with full light in every night.

    Raises:
        NotPermitted: the person may not steer this subject.
        Contradiction: the name is taken.
    """
    require_steering(actor, domain)
    if Profile.objects.filter(name=name).exists():
        raise Contradiction("Ein Profil mit diesem Namen gibt es schon.")
    with transaction.atomic():
        row = Profile.objects.create(domain=domain, name=name, note=note)
        Plan.objects.create(profile=row, nights=Nights.EVERY, steps=FIRST)
        audit.record(actor, "profile.create", f"profile {row.pk}", {"name": name}, now)
    return row


def delete_profile(actor: Person, profile: Profile, now: datetime) -> None:
    """Remove a profile that nobody uses.

    Raises:
        NotPermitted: the person may not steer this subject.
        Contradiction: groups use it.
    """
    require_steering(actor, profile.domain)
    try:
        with transaction.atomic():
            audit.record(actor, "profile.delete", f"profile {profile.pk}", {"name": profile.name}, now)
            profile.delete()
    except ProtectedError as error:
        raise Contradiction("Das Profil wird noch von Gruppen verwendet.") from error


def save_plan(actor: Person, plan: Plan, now: datetime) -> Plan:
    """Store a plan that was made or changed.

    Raises:
        NotPermitted: the person may not steer this subject.
        Contradiction: the steps make no night, or there would be two plans for every night.
    """
    require_steering(actor, plan.profile.domain)
    stored.plan_of(plan.steps)
    stored.dates_of(plan.dates)
    others = Plan.objects.filter(profile=plan.profile, nights=Nights.EVERY).exclude(pk=plan.pk)
    if (plan.nights == Nights.EVERY) == others.exists():
        raise Contradiction("Genau ein Plan gilt für alle Nächte; die anderen gelten für bestimmte.")
    with transaction.atomic():
        plan.save()
        facts: audit.Change = {"nights": plan.nights, "steps": len(plan.steps)}
        audit.record(actor, "profile.edit", f"profile {plan.profile_id}", facts, now)
    return plan


def delete_plan(actor: Person, plan: Plan, now: datetime) -> None:
    """Remove the plan of special nights.

    Raises:
        NotPermitted: the person may not steer this subject.
        Contradiction: it is the plan of every night.
    """
    require_steering(actor, plan.profile.domain)
    if plan.nights == Nights.EVERY:
        raise Contradiction("Der Plan für alle Nächte kann nicht gelöscht werden.")
    with transaction.atomic():
        audit.record(actor, "profile.edit", f"profile {plan.profile_id}", {"removed": plan.nights}, now)
        plan.delete()
