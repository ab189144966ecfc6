# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Alarms of rules become notices of the city on its public pages, and end with their alarm."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.rules.drivers import Notification
from stadtkern.kernel.rules import Warn

from .service import RuleWarning, end_warning_of_rule, warn_from_rule

_SEVERITIES: dict[str, Literal["severe", "moderate", "minor"]] = {
    "alarm": "severe", "warning": "moderate", "info": "minor",
}  # fmt: skip


class WarnDriver:
    """Publishes one notice per alarm; an alarm of a simulated value is published as a test."""

    kind: type[msgspec.Struct] = Warn

    def takes(self, occasion: str) -> bool:
        """The public is told of beginning and end, not that nobody has acknowledged."""
        return occasion in {"opened", "ended"}

    def deliver(self, notification: Notification, *, now: datetime) -> str:
        """Publish or cancel; repeating it changes nothing."""
        key = f"{notification.rule}#{notification.alarm_id}"
        if notification.occasion == "ended":
            ended = end_warning_of_rule(key, now=now)
            return _("Hinweis aufgehoben") if ended else _("kein Hinweis mehr da")
        action = notification.action if isinstance(notification.action, Warn) else Warn()
        headline = action.headline or notification.title
        code = warn_from_rule(
            RuleWarning(
                rule=key,
                title=" – ".join(part for part in (headline, notification.subject_name) if part),
                text=notification.text,
                severity=_SEVERITIES.get(notification.severity, "moderate"),
                places=action.area,
                test=notification.simulated,
            ),
            now=now,
        )
        return _("Hinweis veröffentlicht (%(code)s)") % {"code": code}
