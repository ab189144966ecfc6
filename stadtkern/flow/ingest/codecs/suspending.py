# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A codec that goes over its limits again and again is taken out of use until a person has looked at it."""

from __future__ import annotations

from typing import Literal

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from stadtkern.kernel import audit, events
from stadtkern.kernel.events import CodecSuspended

from .models import CodecVersion

log = structlog.get_logger(__name__)

MOST_STRIKES = 3
"""So many calls in a row over a limit, and the codec is suspended."""
_REASONS = {
    "time": "hat {} Mal in Folge länger als 50 ms gerechnet",
    "memory": "hat {} Mal in Folge mehr als 32 MB Arbeitsspeicher verlangt",
}


def strike(version_id: int, trouble: Literal["time", "memory", "crash", "busy", "start"]) -> bool:
    """Note that a call was stopped by a limit. Whether the version is suspended because of it."""
    CodecVersion.objects.filter(pk=version_id).update(strikes=F("strikes") + 1)
    now = timezone.now()
    reason = _REASONS.get(trouble, "").format(MOST_STRIKES)
    with transaction.atomic():
        rows = CodecVersion.objects.filter(
            pk=version_id, strikes__gte=MOST_STRIKES, suspended_at__isnull=True
        )
        if not rows.update(suspended_at=now, suspended_reason=reason):
            return False
        version = CodecVersion.objects.select_related("device_type").get(pk=version_id)
        subject = f"codec {version.device_type.key}/{version.number}"
        audit.record(audit.SYSTEM, "codec.suspend", subject, {"reason": reason}, now)
    log.error("codec_suspended", codec=version.device_type.key, version=version.number, trouble=trouble)
    told = CodecSuspended(at=now, device_type=version.device_type.key, version=version.number, reason=reason)
    transaction.on_commit(lambda: events.tell(told))
    return True


def clear(version_id: int) -> None:
    """A call went well: the row of bad ones is over."""
    CodecVersion.objects.filter(pk=version_id, suspended_at__isnull=True).update(strikes=0)
