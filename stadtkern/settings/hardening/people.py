# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requirements of what the register holds: people, keys, backups, audit log, particulars of the city."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from allauth.mfa.models import Authenticator

from stadtkern.commons.profile.service import profile
from stadtkern.flow.ingest.models import ApiKey
from stadtkern.kernel import granting
from stadtkern.kernel.models import AuditCheck
from stadtkern.kernel.upkeep.models import BackupRun

from .words import Place, Requirement, is_here

_MOST_ADMINISTRATORS = 8
_UNUSED = timedelta(days=180)
_CHECKED_WITHIN = timedelta(days=2)
_READ_WITHIN = timedelta(days=31)


def _second_factor(place: Place) -> Iterator[str]:
    if not place.knobs.second_factor:
        yield "STADTKERN_SECOND_FACTOR verlangt von Verwaltung und Betrieb keinen zweiten Faktor."
    strong = Authenticator.objects.filter(type__in=("totp", "webauthn")).values_list("user_id", flat=True)
    without = [one.username for one in granting.administrators() if one.pk not in set(strong)]
    if without:
        yield f"{len(without)} Verwaltungskonten haben keinen zweiten Faktor eingerichtet."


def _deputy(_place: Place) -> Iterator[str]:
    number = len(granting.administrators())
    if number < 2:
        yield "Es gibt keine Vertretung: nur eine Person verwaltet die Plattform."
    elif number > _MOST_ADMINISTRATORS:
        yield f"{number} Personen dürfen alles; für die meisten genügt eine andere Rolle."


def _keys(place: Place) -> Iterator[str]:
    usable = ApiKey.objects.usable(place.now)
    endless = usable.filter(expires_at=None).count()
    if endless:
        yield f"{endless} Zugangsschlüssel gelten unbefristet."
    unused = usable.filter(created_at__lt=place.now - _UNUSED).exclude(last_used_at__gte=place.now - _UNUSED)
    if unused.exists():
        yield f"{unused.count()} Zugangsschlüssel wurden seit 180 Tagen nicht benutzt."


def _backup(place: Place) -> Iterator[str]:
    knobs = place.knobs
    if not knobs.backup:
        yield "STADTKERN_BACKUP nennt keinen Ort: Es wird nichts von selbst gesichert."
        return
    last = BackupRun.objects.order_by("-made_at").first()
    if last is None or last.made_at < place.now - 2 * timedelta(hours=knobs.backup_hours):
        yield "Die letzte Sicherung ist überfällig."
    read = BackupRun.objects.filter(verified_at__gte=place.now - _READ_WITHIN, fault="")
    if last is not None and not read.exists():
        yield "Seit 31 Tagen wurde keine Sicherung vollständig gelesen und geprüft."
    if "://" not in knobs.backup and knobs.backup.startswith(str(knobs.data)):
        yield "Die Sicherungen liegen im Datenordner selbst; mit ihm wären auch sie verloren."


def _audit(place: Place) -> Iterator[str]:
    last = AuditCheck.objects.order_by("-at").first()
    if last is None or last.at < place.now - _CHECKED_WITHIN:
        yield "Die Kette des Protokolls wurde seit zwei Tagen nicht geprüft."
    elif last.broken is not None:
        yield f"Die Kette des Protokolls ist bei Eintrag {last.broken} gebrochen."


def _particulars(_place: Place) -> Iterator[str]:
    city = profile()
    missing = [
        word
        for word, text in (
            ("vertretungsberechtigte Person", city.represented_by),
            ("Anschrift", city.address),
            ("E-Mail-Adresse", city.email),
            ("Datenschutzbeauftragte Person", city.privacy_officer),
            ("Aufsichtsbehörde für den Datenschutz", city.privacy_authority),
        )
        if not text.strip()
    ]
    if missing:
        yield f"Im Impressum oder in der Datenschutzerklärung fehlt: {', '.join(missing)}."


def _told(place: Place) -> Iterator[str]:
    if not place.knobs.smtp:
        yield "Ohne Mailserver erfährt niemand von Störungen, der nicht hinsieht."
    elif is_here(place.knobs.mail_from.partition("@")[2].strip("> ")):
        yield "STADTKERN_MAIL_FROM nennt keine Adresse der Stadt; Mailserver weisen solche E-Mails ab."
    if not any(one.email for one in granting.administrators()):
        yield "Kein Verwaltungskonto hat eine E-Mail-Adresse, an die eine Störung gemeldet würde."


PEOPLE = (
    Requirement(
        id="stadtkern.D040",
        title="Wer verwaltet oder betreibt, hat einen zweiten Faktor",
        blocks=("ORP.4", "OPS.1.1.2"),
        hint="STADTKERN_SECOND_FACTOR=required setzen.",
        look=_second_factor,
        serious=True,
    ),
    Requirement(
        id="stadtkern.D041",
        title="Wenige Personen dürfen alles, und mehr als eine",
        blocks=("ORP.4", "OPS.1.1.2"),
        hint="Im Cockpit unter Personen und Rollen Rollen vergeben oder entziehen.",
        look=_deputy,
    ),
    Requirement(
        id="stadtkern.D042",
        title="Zugangsschlüssel sind befristet und in Gebrauch",
        blocks=("ORP.4", "APP.3.1", "SYS.4.4"),
        hint="Im Cockpit unter Zugangsschlüssel befristen, wechseln oder sperren.",
        look=_keys,
    ),
    Requirement(
        id="stadtkern.D043",
        title="Es wird regelmäßig gesichert, geprüft und woanders aufbewahrt",
        blocks=("CON.3",),
        hint="STADTKERN_BACKUP und STADTKERN_BACKUP_KEY_FILE setzen; stadtkern backup verify.",
        look=_backup,
        serious=True,
    ),
    Requirement(
        id="stadtkern.D044",
        title="Das Protokoll ist lückenlos",
        blocks=("OPS.1.1.5", "DER.1"),
        hint="stadtkern audit verify; die Aufgaben müssen laufen.",
        look=_audit,
        serious=True,
    ),
    Requirement(
        id="stadtkern.D045",
        title="Impressum und Datenschutzerklärung stehen auf den Seiten",
        blocks=("CON.2",),
        hint="Im Cockpit unter Angaben zur Stadt eintragen.",
        look=_particulars,
    ),
    Requirement(
        id="stadtkern.D046",
        title="Störungen werden jemandem gemeldet",
        blocks=("DER.1", "OPS.1.1.2"),
        hint="STADTKERN_SMTP und STADTKERN_MAIL_FROM setzen; Konten eine E-Mail-Adresse geben.",
        look=_told,
    ),
)
