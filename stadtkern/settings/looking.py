# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What operations look at beyond their own floor: backups, the audit log, the shared ingest log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.flow.ingest.log import current as shared_log
from stadtkern.flow.ingest.log import figures as log_figures
from stadtkern.flow.outlets.operations.figures import Figure, Look
from stadtkern.flow.outlets.operations.findings import Check, Finding
from stadtkern.flow.outlets.operations.served import Part
from stadtkern.kernel import audit_proof
from stadtkern.kernel.upkeep import service as upkeep

from .env import Knobs

_AUDIT_LATE = timedelta(days=3)
_LAG_S, _LAG_BAD_S = 60.0, 600.0


def checks(knobs: Knobs) -> tuple[Check, ...]:
    """The looks of this installation."""
    every = timedelta(hours=knobs.backup_hours) if knobs.backup else None

    def backups(now: datetime) -> list[Finding]:
        return _backups(every, now)

    found = [
        Check(name="backup", title=gettext_lazy("Sicherungen"), look=backups),
        Check(name="audit", title=gettext_lazy("Protokoll"), look=audit),
    ]
    if knobs.nats:
        found.append(Check(name="ingest_log", title=gettext_lazy("Eingangsprotokoll"), look=ingest_log))
    return tuple(found)


def parts(knobs: Knobs) -> tuple[Part, ...]:
    """What this process needs beside register and lake; without the log pages are answered all the same."""
    return (Part(name="ingest_log", check=_log_answers, required=False),) if knobs.nats else ()


def figures(knobs: Knobs) -> dict[str, Look]:
    """Figures beside those of operations, by the name of the part."""
    return {"backup": backup_figures, **({"ingest_log": log_figures_now} if knobs.nats else {})}


def _backups(every: timedelta | None, now: datetime) -> list[Finding]:
    """No backup is set up, the newest is too old, or one cannot be restored."""
    if every is None:
        text = _("STADTKERN_BACKUP nennt den Ort, an dem die Stadt sich selbst sichert.")
        return [_backup("none", "warn", _("Es ist keine Sicherung eingerichtet"), text)]
    found = []
    if upkeep.overdue(every, at=now):
        newest = upkeep.backups().first()
        hours = int((now - newest.made_at) / timedelta(hours=1)) if newest else None
        words = ngettext(
            "Die neueste ist %(n)s Stunde alt.", "Die neueste ist %(n)s Stunden alt.", hours or 0
        )
        text = _("Es gibt noch keine.") if hours is None else words % {"n": hours}
        found.append(_backup("overdue", "bad", _("Die Sicherung ist überfällig"), text))
    for run in upkeep.backups().exclude(fault="")[:1]:
        heading = _("Eine Sicherung ist beschädigt")
        found.append(_backup("damaged", "bad", heading, f"{run.backup}: {run.fault}"))
    return found


def _backup(key: str, severity: str, heading: str, text: str) -> Finding:
    return Finding(
        key=f"backup:{key}",
        severity="bad" if severity == "bad" else "warn",
        heading=heading,
        text=text[:500],
        page="cockpit:backups",
    )


def audit(now: datetime) -> list[Finding]:
    """The chain of the audit log is broken, or nobody has looked for days."""
    newest = audit_proof.newest_check()
    if newest is None:
        return []
    if newest.broken is not None:
        reason = str(audit_proof.REASONS.get(newest.reason, newest.reason))
        heading = _("Das Protokoll ist nicht mehr unversehrt")
        text = _("Eintrag %(n)s: %(reason)s") % {"n": newest.broken, "reason": reason}
        return [
            Finding(
                key="audit:broken", severity="bad", heading=heading, text=text[:500], page="cockpit:audit"
            )
        ]
    if now - newest.at > _AUDIT_LATE:
        heading = _("Das Protokoll wurde lange nicht geprüft")
        text = _("Die Aufgabe „Protokoll auf Unversehrtheit prüfen“ läuft sonst jeden Tag.")
        return [Finding(key="audit:late", severity="warn", heading=heading, text=text, page="cockpit:jobs")]
    return []


def ingest_log(now: datetime) -> list[Finding]:
    """What arrived waits long for being stored."""
    log = shared_log.log()
    lag = 0.0 if log is None else log_figures.standing(log.connection).lag_s(now)
    if lag < _LAG_S:
        return []
    text = _("Das Älteste wartet seit %(s)s Sekunden. Läuft genug „stadtkern writer“?") % {"s": int(lag)}
    heading = _("Messwerte warten darauf, gespeichert zu werden")
    severe = lag >= _LAG_BAD_S
    return [
        Finding(
            key="ingest_log:lag",
            severity="bad" if severe else "warn",
            heading=heading,
            text=text,
            page="ingest_log:overview",
        )
    ]


def _log_answers() -> None:
    log = shared_log.log()
    if log is not None:
        log_figures.standing(log.connection)


def backup_figures() -> Sequence[Figure]:
    """When the newest backup was made and whether one is damaged."""
    newest = upkeep.backups().first()
    at = newest.made_at.timestamp() if newest else 0.0
    damaged = upkeep.backups().exclude(fault="").count()
    return [
        Figure(
            name="stadtkern_backup_last_timestamp_seconds",
            words="Moment that the newest backup shows [s since 1970, UTC]; 0: there is none.",
            values={"": at},
        ),
        Figure(
            name="stadtkern_backups_damaged", words="Backups whose verification failed.", values={"": damaged}
        ),
    ]


def log_figures_now() -> Sequence[Figure]:
    """How far the writers are behind."""
    log = shared_log.log()
    if log is None:
        return []
    found = log_figures.standing(log.connection)
    waiting = {
        "waiting": float(sum(one.waiting for one in found.partitions)),
        "in_hand": float(sum(one.in_hand for one in found.partitions)),
        "redelivered": float(found.redelivered),
    }
    return [
        Figure(
            name="stadtkern_ingest_log_messages",
            words="Messages of the shared ingest log that are not stored, by state.",
            values=waiting,
            label="state",
        ),
        Figure(name="stadtkern_ingest_log_bytes", words="Their size.", values={"": float(found.size_bytes)}),
        Figure(
            name="stadtkern_ingest_log_lag_seconds",
            words="Age of the oldest of them.",
            values={"": found.lag_s(datetime.now(UTC))},
        ),
    ]
