# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notices that rules publish: one per rule, cancelled when its alarm ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from . import service
from .models import Notice, Severity
from .service import NoticeFacts

_SEVERITIES = {
    "extreme": Severity.EXTREME,
    "severe": Severity.SEVERE,
    "moderate": Severity.MODERATE,
    "minor": Severity.MINOR,
}


@dataclass(frozen=True, kw_only=True)
class RuleWarning:
    """What a rule wants the public to know."""

    rule: str
    """Key of the rule; it has one notice at a time."""
    title: str
    text: str
    severity: Literal["extreme", "severe", "moderate", "minor"] = "moderate"
    places: str = ""
    """Names of districts; empty: the whole city, or the area."""
    area: dict[str, object] | None = None
    """GeoJSON geometry [° WGS 84]."""
    ends: datetime | None = None
    """Null: until :func:`end_warning_of_rule`."""
    test: bool = False


def warn_from_rule(warning: RuleWarning, *, now: datetime) -> str:
    """Publish the notice of a rule, or change the one that stands; its code. Repeating it changes nothing."""
    status = "Test" if warning.test else "Actual"
    standing = _standing(warning.rule, now)
    if standing is not None and standing.status != status:
        end_warning_of_rule(warning.rule, now=now)
        standing = None
    facts = NoticeFacts(
        title=warning.title[:150],
        text=warning.text[:4000],
        severity=_SEVERITIES[warning.severity].value,
        status=status,
        area=warning.area,
        district_names=warning.places[:300],
        starts=standing.starts if standing else now,
        ends=warning.ends,
    )
    actor = f"rule {warning.rule}"
    if standing is not None:
        service.change(actor, standing, facts, now=now)
        return standing.code
    Notice.objects.filter(rule=warning.rule).update(rule=None)
    return service.publish(actor, facts, rule=warning.rule, now=now).code


def end_warning_of_rule(rule: str, *, now: datetime) -> bool:
    """Cancel the notice of a rule; whether one stood."""
    standing = _standing(rule, now)
    if standing is None:
        return False
    service.cancel(f"rule {rule}", standing, now=now)
    return True


def _standing(rule: str, now: datetime) -> Notice | None:
    return Notice.objects.standing(now).filter(rule=rule).first()
