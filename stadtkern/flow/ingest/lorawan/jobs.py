# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Periodic jobs of LoRaWAN; declared by ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy, ngettext

from stadtkern.kernel.jobs import Periodic

from . import door, downlinks, raw, replaying


def read_waiting(now: datetime) -> str | None:
    """Read raw uplinks that wait; write what doors have counted."""
    door.flush()
    read = replaying.read_waiting(now)
    if not read:
        return None
    return ngettext("%(n)s Nachricht gelesen.", "%(n)s Nachrichten gelesen.", read) % {"n": read}


def expire(now: datetime) -> str | None:
    """Mark downlinks that nobody has acknowledged in time."""
    late = downlinks.expire(now)
    if not late:
        return None
    return ngettext("%(n)s Downlink nicht bestätigt.", "%(n)s Downlinks nicht bestätigt.", late) % {"n": late}


def tidy(now: datetime) -> str | None:
    """Delete raw uplinks that are kept long enough, and those of unknown devices that are too many."""
    gone = raw.forget(now) + raw.forget_unknown()
    if not gone:
        return None
    return ngettext("%(n)s Nachricht gelöscht.", "%(n)s Nachrichten gelöscht.", gone) % {"n": gone}


PERIODIC = (
    Periodic(
        name="lorawan.waiting",
        title=gettext_lazy("Wartende LoRaWAN-Nachrichten lesen"),
        every_s=10,
        function=read_waiting,
    ),
    Periodic(
        name="lorawan.expire",
        title=gettext_lazy("Unbestätigte Downlinks melden"),
        every_s=20,
        function=expire,
    ),
    Periodic(
        name="lorawan.tidy",
        title=gettext_lazy("LoRaWAN-Rohdaten aufräumen"),
        every_s=3600,
        function=tidy,
    ),
)
