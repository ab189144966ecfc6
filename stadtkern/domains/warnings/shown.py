# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What applies now, in memory: every page of the portal asks for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from stadtkern.commons.notices.cards import LEVELS, level
from stadtkern.commons.notices.models import Notice
from stadtkern.flow.outlets.cap.words import SEVERITIES
from stadtkern.flow.outlets.dashboards.shown import Entry
from stadtkern.flow.outlets.portal.areas import AreaLayer
from stadtkern.web.banners import Banner

from . import official
from .models import OfficialAlert

MEMORY = timedelta(seconds=5)
_MOST = 3
_WORDS = 180


@dataclass(frozen=True, kw_only=True)
class Current:
    """What applied at a moment; places with their geometry stay in the register."""

    at: datetime
    alerts: tuple[OfficialAlert, ...]
    notices: tuple[Notice, ...]


class _Memory:
    """The newest answer of the register; it is asked at most once in five seconds."""

    def __init__(self) -> None:
        self._known: Current | None = None
        self._lock = threading.Lock()

    def current(self, now: datetime) -> Current:
        """What applies now."""
        known = self._known
        if known is not None and known.at <= now < known.at + MEMORY:
            return known
        with self._lock:
            fresh = Current(
                at=now,
                alerts=tuple(OfficialAlert.objects.current(now).defer("raw", "area")[:100]),
                notices=tuple(Notice.objects.current(now).defer("area")[:100]),
            )
            self._known = fresh
        return fresh

    def forget(self) -> None:
        """Ask again next time."""
        self._known = None


_MEMORY = _Memory()
current: Callable[[datetime], Current] = _MEMORY.current
forget: Callable[[], None] = _MEMORY.forget


def entries(now: datetime, _reader: object = None) -> Sequence[Entry]:
    """All that applies, for tiles of dashboards; the same for everybody."""
    return [
        Entry(
            title=one.heading,
            text=one.text,
            kind="info" if one.kind == "test" else "bad" if one.severity in LEVELS[:2] else "warn",
            href=one.url,
        )
        for one in _every(now)
    ]


def _every(now: datetime) -> list[Banner]:
    """What applies, the most severe first."""
    known = current(now)
    language = (get_language() or "de")[:2]
    found = [_of_authority(alert, language) for alert in known.alerts if alert.expires_at > now]
    found += [_of_city(notice, language) for notice in known.notices if not notice.ends or notice.ends > now]
    return sorted(found, key=lambda one: (one.kind == "test", LEVELS.index(one.severity)))


def banners(now: datetime) -> Sequence[Banner]:
    """The most severe of what applies, at most three; the last says how many more there are."""
    found = _every(now)
    more = len(found) - _MOST
    if more > 0:
        rest = ngettext("Noch %(n)s weitere Warnung.", "Noch %(n)s weitere Warnungen.", more) % {"n": more}
        last = found[_MOST - 1]
        found[_MOST - 1] = Banner(
            kind=last.kind,
            severity=last.severity,
            heading=last.heading,
            text=f"{last.text} {rest}",
            url=last.url,
        )
    return found[:_MOST]


def map_areas(now: datetime) -> Sequence[AreaLayer]:
    """The areas of what applies, for the map; nothing when nothing applies."""
    known = current(now)
    if not known.alerts and not known.notices:
        return ()
    return (
        AreaLayer(
            key="warnings",
            title=_("Warngebiete"),
            url=reverse("warnings:areas"),
            colour="red",
            page=reverse("warnings:subject"),
        ),
    )


def _of_authority(alert: OfficialAlert, language: str) -> Banner:
    part = official.told(alert, language)
    return Banner(
        kind="official" if alert.status == "Actual" else "test",
        severity=level(alert.severity),
        heading=f"{part.title} ({part.sender_name})",
        text=Truncator(part.description).chars(_WORDS),
        url=reverse("warnings:official", args=[alert.pk]),
    )


def _of_city(notice: Notice, language: str) -> Banner:
    english = language == "en" and notice.title_en and notice.text_en
    return Banner(
        kind="city" if notice.status == "Actual" else "test",
        severity=level(SEVERITIES.index(notice.severity)),
        heading=notice.title_en if english else notice.title,
        text=Truncator(notice.text_en if english else notice.text).chars(_WORDS),
        url=reverse("warnings:notice", args=[notice.code]),
    )
