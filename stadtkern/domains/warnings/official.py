# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Takes in messages of authorities; the state of a warning depends on what has arrived, not on the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from django.db import transaction
from django.db.models import Q

from stadtkern.commons.territory import service as territory
from stadtkern.commons.territory.service import City
from stadtkern.flow.outlets.cap import reading, shapes
from stadtkern.flow.outlets.cap.words import SEVERITIES, Alert, Info, Named

from .models import AlertReference, Feed, OfficialAlert

OPEN_ENDED = timedelta(hours=24)
"""How long an alert without an end is shown; CAP leaves that to whoever receives it."""
KEPT = timedelta(days=365)
_KEPT_ELSEWHERE = timedelta(days=14)
_MOST_PLACES = 60

Outcome = Literal["new", "known", "elsewhere"]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What an alert says in one language."""

    language: str
    event: str
    headline: str
    description: str
    instruction: str
    severity: str
    onset: datetime
    expires: datetime
    sender_name: str
    web: str
    contact: str
    places: tuple[str, ...]
    """Names of its areas, those of the city first, at most some."""
    parameters: tuple[Named, ...] = ()

    @property
    def title(self) -> str:
        """What it warns of; a headline that says "official warning" itself gives way to the event."""
        official = self.headline.lower().startswith(("amtliche", "official"))
        return self.event if official or not self.headline else self.headline


def take_in(document: bytes, *, feed: Feed | None, here: City, now: datetime) -> Outcome:
    """Store one message; what concerns the city not at all is kept only when it may end something.

    Raises:
        PayloadRejected: no CAP 1.2.
    """
    alert = reading.read(document)
    infos = [info for info in alert.infos if territory.concerns(info.areas, here)]
    local = bool(infos)
    if not local and not alert.references:
        return "elsewhere"
    same = OfficialAlert.objects.filter(identifier=alert.identifier, sender=alert.sender, sent=alert.sent)
    if same.filter(Q(local=True) | Q(local=local)).exists():
        return "known"
    facts = _facts(alert, infos, here, now) | {"feed": feed, "local": local}
    if local:
        facts["raw"] = document.decode(errors="replace")
    with transaction.atomic():
        row, new = OfficialAlert.objects.update_or_create(
            identifier=alert.identifier, sender=alert.sender, sent=alert.sent, defaults=facts
        )
        if new:
            AlertReference.objects.bulk_create(
                AlertReference(message=row, identifier=one.identifier, sender=one.sender)
                for one in alert.references
            )
        _settle(row)
        for one in alert.references:
            for earlier in OfficialAlert.objects.filter(identifier=one.identifier, sender=one.sender):
                _settle(earlier)
    return "new" if local else "elsewhere"


def told(alert: OfficialAlert, language: str) -> Told:
    """What the alert says to a reader of this language, its most severe part."""
    parts = parts_of(alert, language)
    return min(parts, key=lambda part: SEVERITIES.index(part.severity))


def parts_of(alert: OfficialAlert, language: str) -> Sequence[Told]:
    """All parts in the language of the reader, else in German, else in the first there is."""
    every = msgspec.convert(alert.infos, list[Told])
    for wanted in (language, "de"):
        found = [one for one in every if one.language.lower().startswith(wanted)]
        if found:
            return found
    return [one for one in every if one.language == every[0].language]


def prune(now: datetime) -> int:
    """Delete what ended more than a year ago, and what lies elsewhere after two weeks; how many."""
    over = Q(expires_at__lt=now - KEPT) | Q(local=False, expires_at__lt=now - _KEPT_ELSEWHERE)
    return OfficialAlert.objects.filter(over).delete()[0]


def _facts(alert: Alert, infos: Sequence[Info], here: City, now: datetime) -> dict[str, object]:
    end = alert.sent + OPEN_ENDED
    severities = [SEVERITIES.index(info.severity) for info in infos]
    area = shapes.union(dict.fromkeys(area for info in infos for area in info.areas))
    return {
        "status": alert.status,
        "message_type": alert.message_type,
        "scope": alert.scope,
        "severity": min(severities, default=len(SEVERITIES) - 1),
        "infos": [_told(info, alert, end, here) for info in infos],
        "area": shapes.geojson(area) if area is not None else None,
        "effective_at": min((info.effective or alert.sent for info in infos), default=alert.sent),
        "onset_at": min((info.onset or info.effective or alert.sent for info in infos), default=alert.sent),
        "expires_at": max((info.expires or end for info in infos), default=end),
        "received_at": now,
    }


def _told(info: Info, alert: Alert, end: datetime, here: City) -> dict[str, object]:
    named = [area for area in info.areas if area.geocodes or not area.polygons]
    own = [area.description for area in named if territory.concerns((area,), here)]
    names = tuple(dict.fromkeys((*own, *(area.description for area in named))))
    part = Told(
        language=info.language,
        event=info.event,
        headline=info.headline,
        description=info.description,
        instruction=info.instruction,
        severity=info.severity,
        onset=info.onset or info.effective or alert.sent,
        expires=info.expires or end,
        sender_name=info.sender_name or alert.sender,
        web=info.web if info.web.startswith(("https://", "http://")) else "",
        contact=info.contact,
        places=names[:_MOST_PLACES],
        parameters=info.parameters,
    )
    plain: dict[str, object] = msgspec.to_builtins(part)
    return plain


def _settle(alert: OfficialAlert) -> None:
    """Say what has ended this alert: the newest Update and the newest Cancel that speak of it.

    Only a message of the same status counts, so that a test ends nothing real.
    """
    enders = (
        OfficialAlert.objects.filter(
            references__identifier=alert.identifier,
            references__sender=alert.sender,
            status=alert.status,
            sent__gte=alert.sent,
        )
        .exclude(pk=alert.pk)
        .order_by("-sent", "-identifier")
    )
    newest: dict[str, OfficialAlert] = {}
    for one in enders:
        newest.setdefault(one.message_type, one)
    alert.superseded_by, alert.cancelled_by = newest.get("Update"), newest.get("Cancel")
    alert.save(update_fields=["superseded_by", "cancelled_by"])
