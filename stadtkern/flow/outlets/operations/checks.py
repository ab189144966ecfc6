# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The looks that every installation takes: disk, sources, jobs, certificates, clock, maintenance, mail."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.flow.devices.models import SourceState
from stadtkern.flow.lake import current
from stadtkern.flow.outlets.cockpit.listing import state_of
from stadtkern.kernel import job_list, registry
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.jobs import GONE_AFTER_S, periodic_jobs
from stadtkern.kernel.models import JobWorker, PeriodicJob
from stadtkern.web.outgoing import certificates
from stadtkern.web.outgoing.clocks import CLOCKS

from . import maintenance
from .findings import Check, Finding
from .served import served

GIB = 1024**3
_LEAST_FREE = 2 * GIB
_SOON_DAYS, _VERY_SOON_DAYS = 30, 7
_CERTIFICATE_DAYS, _CERTIFICATE_BAD_DAYS = 21, 5
_STUCK = timedelta(minutes=10)
_OUTAGE = timedelta(minutes=30)
"""A source that fails for less long may come back by itself."""
_DRIFT_S, _DRIFT_BAD_S = 5.0, 60.0


def disk(now: datetime) -> list[Finding]:
    """Little room on the data disk, or soon."""
    found = []
    free = shutil.disk_usage(served().data).free
    if free < _LEAST_FREE:
        text = _("Auf der Platte des Datenordners sind nur noch %(free)s GiB frei.")
        found.append(
            Finding(
                key="disk:low",
                severity="bad",
                heading=_("Die Festplatte ist fast voll"),
                text=text % {"free": f"{free / GIB:.1f}".replace(".", ",")},
                page="cockpit:lake",
            )
        )
    days = current.lake().forecast(now=now).days_until_full
    if days is not None and days < _SOON_DAYS:
        text = _(
            "Bei gleichem Zuwachs ist sie in etwa %(days)s Tagen voll. Platz schaffen oder"
            " Aufbewahrungsfristen verkürzen."
        )
        found.append(
            Finding(
                key="disk:soon",
                severity="bad" if days < _VERY_SOON_DAYS else "warn",
                heading=_("Die Festplatte wird bald voll"),
                text=text % {"days": int(days)},
                page="cockpit:lake",
            )
        )
    return found


def sources(now: datetime) -> list[Finding]:
    """Sources that fail for half an hour, or bring nothing for longer than they declare."""
    rows = SourceState.objects.in_bulk()
    found = []
    for _domain, source in registry.sources():
        row = rows.get(source.key)
        state = state_of(source, row, now)
        since = (row.outage_since or row.last_success_at) if row else None
        if row is None or since is None or state not in {"outage", "silent"} or now - since < _OUTAGE:
            continue
        reason = " ".join(row.outage_reason.split()) or _("Sie liefert nicht mehr.")
        text = _("Seit %(since)s: %(reason)s") % {"since": maintenance.moment(since), "reason": reason}
        heading = _("Datenquelle gestört: %(title)s") % {"title": source.title}
        found.append(
            Finding(
                key=f"source:{source.key}",
                severity="warn",
                heading=heading,
                text=text,
                page="cockpit:sources",
            )
        )
    return found


def jobs(now: datetime) -> list[Finding]:
    """Periodic jobs that failed or are overdue, jobs that wait for long, nobody who runs any."""
    found = [_failing(one) for one in job_list.periodic() if one.last and one.last.state == "failed"]
    waiting = job_list.waiting_longer_than(_STUCK, now)
    if waiting:
        text = ngettext(
            "%(n)s Aufgabe wartet seit mehr als zehn Minuten.",
            "%(n)s Aufgaben warten seit mehr als zehn Minuten.",
            waiting,
        )
        found.append(_of_jobs("job:waiting", _("Aufgaben bleiben liegen"), text % {"n": waiting}))
    if not JobWorker.objects.filter(seen_at__gt=now - timedelta(seconds=GONE_AFTER_S)).exists():
        text = _(
            "Kein Prozess meldet, dass er Aufgaben ausführt. Läuft „stadtkern jobs“ oder „stadtkern up“?"
        )
        found.append(_of_jobs("job:nobody", _("Niemand führt Aufgaben aus"), text))
    declared = [one.name for one in periodic_jobs()]
    overdue = PeriodicJob.objects.filter(name__in=declared, paused=False, next_at__lt=now - _STUCK)
    late = overdue.count()
    if late:
        text = ngettext(
            "%(n)s wiederkehrende Aufgabe ist überfällig.",
            "%(n)s wiederkehrende Aufgaben sind überfällig.",
            late,
        )
        found.append(_of_jobs("job:late", _("Wiederkehrende Aufgaben bleiben aus"), text % {"n": late}))
    return found


def _failing(one: job_list.ListedPeriodic) -> Finding:
    reason = " ".join(one.last.reason.split())[:300] if one.last else ""
    heading = _("Aufgabe gescheitert: %(title)s") % {"title": one.title}
    return _of_jobs(f"job:{one.name}", heading, reason or _("Den Grund nennt das Protokoll des Dienstes."))


def _of_jobs(key: str, heading: str, text: str) -> Finding:
    return Finding(key=key, severity="bad", heading=heading, text=text, page="cockpit:jobs")


def certificate(now: datetime) -> list[Finding]:
    """Certificates of the public address and of MQTT that end soon."""
    found = []
    if urlsplit(served().address).scheme == "https":
        found += _ending(
            "https", _("der Seiten"), lambda: certificates.shown_until(f"{served().address}/"), now
        )
    path = served().mqtt_certificate
    if path is not None:
        found += _ending("mqtt", _("des MQTT-Brokers"), lambda: certificates.kept_until(path), now)
    return found


def _ending(name: str, whose: str, end: Callable[[], datetime], now: datetime) -> list[Finding]:
    heading = _("Das Zertifikat %(whose)s") % {"whose": whose}
    try:
        until = end()
    except CityError as error:
        text = _("Es lässt sich nicht prüfen: %(reason)s") % {"reason": str(error)}
        return [Finding(key=f"certificate:{name}:unread", severity="warn", heading=heading, text=text[:500])]
    days = (until - now) / timedelta(days=1)
    if days >= _CERTIFICATE_DAYS:
        return []
    day = {"day": f"{timezone.localtime(until):%d.%m.%Y}"}
    text = _("Es ist am %(day)s abgelaufen.") % day if days <= 0 else _("Es läuft am %(day)s ab.") % day
    bad = days < _CERTIFICATE_BAD_DAYS
    return [Finding(key=f"certificate:{name}", severity="bad" if bad else "warn", heading=heading, text=text)]


def clock(now: datetime) -> list[Finding]:
    """A clock that differs from most other servers', or from the register's."""
    found = []
    ours = datetime.now(UTC)
    theirs = PeriodicJob.objects.values_list(Now(), flat=True).first()
    drifts = {"servers": CLOCKS.drift_s(now)}
    if isinstance(theirs, datetime):
        drifts["register"] = (ours - theirs.astimezone(UTC)).total_seconds()
    words = {"servers": _("gegenüber anderen Servern"), "register": _("gegenüber der Datenbank")}
    for against, drift in drifts.items():
        if drift is None or abs(drift) < _DRIFT_S:
            continue
        text = _("Sie geht %(against)s um %(s)s Sekunden %(way)s. Ist die Zeitsynchronisation (NTP) an?")
        way = _("vor") if drift > 0 else _("nach")
        found.append(
            Finding(
                key=f"clock:{against}",
                severity="bad" if abs(drift) >= _DRIFT_BAD_S else "warn",
                heading=_("Die Uhr dieses Rechners geht falsch"),
                text=text % {"against": words[against], "s": round(abs(drift)), "way": way},
            )
        )
    return found


def overdue_maintenance(now: datetime) -> list[Finding]:
    """Pages that are still closed after the time that was announced."""
    row = maintenance.in_force(now)
    if row is None or row.until is None or row.until > now:
        return []
    text = _("Angekündigt war sie bis %(until)s. Beenden: „stadtkern maintenance off“ oder hier.")
    return [
        Finding(
            key="maintenance:overdue",
            severity="warn",
            heading=_("Die Wartung dauert länger als angekündigt"),
            text=text % {"until": maintenance.moment(row.until)},
        )
    ]


def mail(now: datetime) -> list[Finding]:
    """Nobody would read of troubles by e-mail."""
    if settings.EMAIL_HOST:
        return []
    return [
        Finding(
            key="mail:none",
            severity="warn",
            heading=_("Kein Mailserver eingerichtet"),
            text=_("Störungen stehen nur hier. STADTKERN_SMTP nennt den Mailserver, über den gemeldet wird."),
        )
    ]


CHECKS = (
    Check(name="disk", title=gettext_lazy("Speicherplatz"), look=disk),
    Check(name="source", title=gettext_lazy("Datenquellen"), look=sources),
    Check(name="job", title=gettext_lazy("Aufgaben"), look=jobs),
    Check(name="certificate", title=gettext_lazy("Zertifikate"), look=certificate),
    Check(name="clock", title=gettext_lazy("Uhr"), look=clock),
    Check(name="maintenance", title=gettext_lazy("Wartung"), look=overdue_maintenance),
    Check(name="mail", title=gettext_lazy("E-Mail"), look=mail),
)
"""For ``settings.wiring``, which adds those of other floors: backup, audit log, ingest log."""
