# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What ``stadtkern check`` looks at besides Django's own checks; every finding has an id and a hint.

Errors keep the city from working, warnings tell what will go wrong or is unsafe.
"""

from __future__ import annotations

import ipaddress
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Doubt
from django.db import connection

from stadtkern.flow.ingest.log import current as shared_log
from stadtkern.flow.ingest.log import figures
from stadtkern.flow.ingest.log.views import LATE_S
from stadtkern.flow.lake import current
from stadtkern.kernel import granting
from stadtkern.kernel.errors import LakeBusy, LakeUnavailable, WrongSetting
from stadtkern.kernel.models import Department

from . import lakes, register, rules
from .env import Knobs
from .identity import identity_providers

GIB = 1024**3
LEAST_FREE = 2 * GIB
SOON_FULL_DAYS = 90
LEAST_POSTGRESQL = 150_000
"""As the server counts: version 15."""
_VENDOR = Path(__file__).resolve().parent.parent / "web" / "static" / "vendor"


def findings(knobs: Knobs) -> list[CheckMessage]:
    """Everything that is wrong or doubtful about this installation."""
    found = [*_reach(knobs), *_disk(knobs), *_assets()]
    database = list(_database())
    found += database
    if not database:
        found += [*_people(), *_mail(knobs), *_sign_in(knobs), *_lake(knobs), *_ingest_log()]
    return found


def _reach(knobs: Knobs) -> Iterator[CheckMessage]:
    """How the city is reached from outside."""
    if knobs.debug:
        yield Doubt(
            "STADTKERN_DEBUG ist eingeschaltet; Fehlerseiten zeigen dann Innereien.",
            hint="Im Betrieb STADTKERN_DEBUG weglassen.",
            id="stadtkern.W001",
        )
    outside = not _is_loopback(knobs.host)
    if outside and not knobs.https:
        yield Doubt(
            f"Die Stadt ist unter {knobs.host} von außen erreichbar, aber ohne HTTPS.",
            hint="Einen Webserver mit HTTPS davorsetzen und STADTKERN_HTTPS=1 setzen.",
            id="stadtkern.W002",
        )
    if (outside or knobs.https) and all(_is_loopback(name.strip("[]")) for name in knobs.allowed_hosts):
        yield Doubt(
            "STADTKERN_ALLOWED_HOSTS nennt nur diesen Rechner; andere Namen werden abgewiesen.",
            hint="STADTKERN_ALLOWED_HOSTS=stadt.example setzen.",
            id="stadtkern.W003",
        )


def _disk(knobs: Knobs) -> Iterator[CheckMessage]:
    free = shutil.disk_usage(knobs.data).free
    if free < LEAST_FREE:
        yield Doubt(
            f"Auf der Platte des Datenordners sind nur noch {free / GIB:.1f} GiB frei.",
            hint="Platz schaffen; „stadtkern lake forecast“ sagt, wie lange er reicht.",
            id="stadtkern.W004",
        )


def _assets() -> Iterator[CheckMessage]:
    if not any(_VENDOR.glob("*/*")):
        yield Error(
            "Die Dateien der Oberfläche fehlen; die Seiten hätten keine Gestaltung.",
            hint="In einer Arbeitskopie: ./run prepare",
            id="stadtkern.E001",
        )


def _database() -> Iterator[CheckMessage]:
    try:
        register.require_migrated()
    except WrongSetting as error:
        yield Error(
            str(error), hint="STADTKERN_DATABASE prüfen oder „stadtkern migrate“.", id="stadtkern.E002"
        )
        return
    if getattr(connection, "pg_version", LEAST_POSTGRESQL) < LEAST_POSTGRESQL:
        yield Error(
            "Der PostgreSQL-Server ist älter als Version 15.",
            hint="PostgreSQL ab Version 15 verwenden.",
            id="stadtkern.E003",
        )


def _people() -> Iterator[CheckMessage]:
    if not granting.administrators():
        yield Doubt(
            "Es gibt noch kein Verwaltungskonto.",
            hint="Den Link öffnen, den „stadtkern up“ beim Start nennt.",
            id="stadtkern.W005",
        )


def _mail(knobs: Knobs) -> Iterator[CheckMessage]:
    """Rules that want to write e-mails need a mail server."""
    if not knobs.smtp and rules.writes_mail():
        yield Doubt(
            "Eine aktive Regel soll E-Mails schreiben, aber es ist kein Mailserver eingerichtet.",
            hint="STADTKERN_SMTP=smtp://benutzer:passwort@rechner:587 setzen.",
            id="stadtkern.W007",
        )


def _sign_in(knobs: Knobs) -> Iterator[CheckMessage]:
    """Who registers gets an e-mail; who comes by a group gets a role for a department that exists."""
    if knobs.registration and not knobs.smtp:
        yield Doubt(
            "Einwohnerinnen und Einwohner sollen Konten anlegen, aber es ist kein Mailserver eingerichtet.",
            hint="STADTKERN_SMTP setzen oder STADTKERN_REGISTRATION weglassen.",
            id="stadtkern.W008",
        )
    named = {one.department for provider in identity_providers(knobs) for _group, one in provider.groups} - {
        ""
    }
    missing = sorted(named - set(Department.objects.values_list("name", flat=True)))
    if missing:
        yield Doubt(
            f"Gruppen des Identitätsanbieters nennen Fachbereiche, die es nicht gibt: {', '.join(missing)}.",
            hint="In STADTKERN_OIDC_GROUPS die Namen der Fachbereiche genau so schreiben wie im Cockpit.",
            id="stadtkern.W009",
        )


def _lake(knobs: Knobs) -> Iterator[CheckMessage]:
    """A lake that a running city holds is in good hands and not looked into."""
    try:
        opened = lakes.open_lake(knobs)
    except LakeBusy:
        return
    except (LakeUnavailable, WrongSetting) as error:
        yield Error(
            str(error),
            hint="STADTKERN_LAKE_CATALOGUE, STADTKERN_LAKE_FILES und die Rechte im Datenordner prüfen.",
            id="stadtkern.E004",
        )
        return
    try:
        days = opened.forecast().days_until_full
    finally:
        current.close()
    if days is not None and days < SOON_FULL_DAYS:
        yield Doubt(
            f"Bei gleichem Zuwachs ist die Platte in etwa {days:.0f} Tagen voll.",
            hint="Platz schaffen oder Aufbewahrungsfristen prüfen.",
            id="stadtkern.W006",
        )


def _ingest_log() -> Iterator[CheckMessage]:
    """A city with a shared ingest log takes nothing in while it is away."""
    log = shared_log.log()
    if log is None:
        return
    try:
        lag_s = figures.standing(log.connection).lag_s(datetime.now(UTC))
    except LakeUnavailable as error:
        yield Error(
            f"Das gemeinsame Eingangsprotokoll antwortet nicht: {error}",
            hint="STADTKERN_NATS prüfen oder den NATS-Server mit JetStream starten.",
            id="stadtkern.E005",
        )
        return
    if lag_s > LATE_S:
        yield Doubt(
            f"Im Eingangsprotokoll warten Messwerte seit {lag_s:.0f} Sekunden.",
            hint="„stadtkern writer“ starten; die Seite „Eingangsprotokoll“ im Cockpit nennt die Gründe.",
            id="stadtkern.W010",
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
