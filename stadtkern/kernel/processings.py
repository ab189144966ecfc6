# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the kernel keeps about people: accounts and roles, the audit log, consents, who did what at work."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from . import audit, audit_proof
from .models import Person
from .privacy import Erasure, Found, Holding, Processing, Retention, written_by

STAFF = _("Beschäftigte der Kommune und ihrer Dienstleister")
RESIDENTS = _("Einwohnerinnen und Einwohner mit Konto")
_NOBODY_ELSE = _("nur die Kommune; keine Übermittlung in Drittländer")
LOG_KEPT_DAYS = 3 * 365
"""Regular limitation of claims, § 195 BGB."""


def _trim(now: datetime, keep: timedelta, rule: str) -> int:
    return audit_proof.trim(now, keep, rule)


def _forget_name(person: Person, at: datetime) -> int:
    return audit.forget_name(person, at)


PROCESSING = (
    Processing(
        key="accounts",
        title=_("Konten und Rollen"),
        purpose=_("Personen anmelden und nur das tun lassen, was ihre Rolle erlaubt"),
        legal_basis=_(
            "Art. 6 Abs. 1 Buchst. e DSGVO mit dem Datenschutzgesetz des Landes; für Beschäftigte "
            "zusätzlich die Vorschriften zum Beschäftigtendatenschutz"
        ),
        categories=(_("Name"), _("E-Mail-Adresse"), _("Anmeldename"), _("Rollen"), _("letzte Anmeldung")),
        subjects=(STAFF, RESIDENTS),
        recipients=_NOBODY_ELSE,
        kept=_(
            "Solange das Konto besteht; Einmal-Links und Zählungen fehlgeschlagener Anmeldungen höchstens "
            "zwei Tage"
        ),
        holdings=(
            Holding(
                model="kernel.Person",
                fields=("username", "first_name", "last_name", "email", "last_login"),
                found=Found.PERSON,
                column="pk",
                erasure=Erasure.DELETE,
            ),
            Holding(
                model="kernel.Grant",
                fields=("person",),
                found=Found.PERSON,
                column="person",
                erasure=Erasure.DELETE,
            ),
            Holding(
                model="kernel.Grant",
                fields=("granted_by",),
                found=Found.PERSON,
                column="granted_by",
                erasure=Erasure.BLANK,
            ),
            Holding(
                model="kernel.Share",
                fields=("shared_by",),
                found=Found.PERSON,
                column="shared_by",
                erasure=Erasure.BLANK,
            ),
            Holding(
                model="kernel.OneTimeLink",
                fields=("person",),
                found=Found.PERSON,
                column="person",
                erasure=Erasure.DELETE,
            ),
        ),
    ),
    Processing(
        key="audit",
        title=_("Protokoll der Änderungen"),
        purpose=_(
            "Nachvollziehen, wer was geändert, freigegeben oder ausgeleitet hat, und Missbrauch aufklären"
        ),
        legal_basis=_(
            "Art. 6 Abs. 1 Buchst. c und e DSGVO mit Art. 5 Abs. 2 und Art. 32 DSGVO (Rechenschaft, "
            "Sicherheit der Verarbeitung)"
        ),
        categories=(_("Kürzel der Person"), _("Zeitpunkt"), _("Handlung")),
        subjects=(STAFF, RESIDENTS),
        recipients=_NOBODY_ELSE,
        holdings=(
            Holding(
                model="kernel.AuditEntry",
                fields=("by", "about"),
                found=Found.PERSON,
                column="by__person",
                erasure=Erasure.KEEP,
                because=_(
                    "Das Protokoll ist der Nachweis nach Art. 5 Abs. 2 DSGVO und lässt sich nicht ändern. Es "
                    "enthält nur ein Kürzel; der Name dahinter wird gelöscht."
                ),
            ),
            Holding(
                model="kernel.AuditName",
                fields=("name", "person"),
                found=Found.PERSON,
                column="person",
                erasure=Erasure.RENAME,
                erase=_forget_name,
            ),
        ),
        retentions=(
            Retention(
                model="kernel.AuditEntry",
                days=LOG_KEPT_DAYS,
                since="at",
                said=_("Einträge drei Jahre (regelmäßige Verjährung, § 195 BGB)"),
                remove=_trim,
            ),
            Retention(
                model="kernel.AuditCheck",
                days=LOG_KEPT_DAYS,
                since="at",
                said=_("Prüfungen drei Jahre"),
            ),
        ),
    ),
    Processing(
        key="consents",
        title=_("Einwilligungen"),
        purpose=_("Nachweisen, wer wann welchem Text zugestimmt und ihn widerrufen hat"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. c DSGVO mit Art. 7 Abs. 1 DSGVO"),
        categories=(_("Konto"), _("Fassung des Textes"), _("Zeitpunkte")),
        subjects=(STAFF, RESIDENTS),
        recipients=_NOBODY_ELSE,
        kept=_("Solange das Konto besteht"),
        holdings=(
            Holding(
                model="kernel.Consent",
                fields=("person",),
                found=Found.PERSON,
                column="person",
                erasure=Erasure.DELETE,
            ),
        ),
        retentions=(
            Retention(
                model="kernel.Consent",
                days=LOG_KEPT_DAYS,
                since="withdrawn_at",
                said=_("widerrufene drei Jahre nach dem Widerruf"),
            ),
        ),
    ),
    Processing(
        key="work",
        title=_("Bearbeitungsvermerke"),
        purpose=_("Wissen, wer etwas angelegt, entschieden oder bestätigt hat, um nachfragen zu können"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO (ordnungsgemäße Aktenführung)"),
        categories=(_("Anmeldename"), _("Zeitpunkt")),
        subjects=(STAFF,),
        recipients=_NOBODY_ELSE,
        kept=_(
            "Solange der Gegenstand besteht, an dem der Vermerk steht; der Name bis zur Löschung des Kontos"
        ),
        holdings=(written_by("kernel.TrashEntry", "deleted_by"),),
    ),
)
