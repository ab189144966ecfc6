# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A notice on the overview of the cockpit: it stands there from the moment that the alarm is stored."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.rules.drivers import Notification
from stadtkern.kernel.rules import Notice


class NoticeDriver:
    """The overview reads open alarms by itself, so there is nothing to carry anywhere."""

    kind: type[msgspec.Struct] = Notice

    def takes(self, occasion: str) -> bool:
        """Only the opening is worth a line in the history."""
        return occasion == "opened"

    def deliver(self, notification: Notification, *, now: datetime) -> str:
        """Nothing to do."""
        return _("steht auf der Übersicht")
