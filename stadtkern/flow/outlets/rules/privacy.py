# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages to devices and addresses, and who has dealt with an alarm."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.models import Person
from stadtkern.kernel.privacy import (
    Consent,
    Erasure,
    Found,
    Holding,
    Processing,
    Retention,
    written_by,
)

from .models import PushSubscription

_KEPT_DAYS = 730


def stop_messages(person: Person, at: datetime) -> int:
    """Forget all devices of a person; how many."""
    return PushSubscription.objects.filter(person=person).delete()[0]


PROCESSING = (
    Processing(
        key="push",
        title=_("Meldungen auf Geräte"),
        purpose=_("Alarme aus Regeln auf die Geräte schicken, die Beschäftigte dafür eingerichtet haben"),
        legal_basis=_("Einwilligung, Art. 6 Abs. 1 Buchst. a DSGVO und § 25 Abs. 1 TDDDG"),
        categories=(_("Adresse des Geräts beim Dienst des Browsers"), _("Bezeichnung des Geräts")),
        subjects=(_("Beschäftigte der Kommune"),),
        recipients=_(
            "der Meldedienst des Browsers (etwa Apple, Google, Mozilla), Inhalte verschlüsselt (RFC 8291); "
            "diese Dienste können in Drittländern liegen"
        ),
        holdings=(
            Holding(
                model="rules.PushSubscription",
                fields=("person", "endpoint", "endpoint_hash", "name"),
                found=Found.PERSON,
                column="person",
                erasure=Erasure.DELETE,
            ),
        ),
        retentions=(
            Retention(
                model="rules.PushSubscription",
                days=365,
                since="used_at",
                said=_("ein Jahr nach der letzten Meldung, sonst bis zum Widerruf"),
            ),
        ),
        consent=Consent(
            version="2026-11-22",
            text=_(
                "Ich möchte auf diesem Gerät Meldungen bekommen. Dafür wird die Adresse des Geräts beim "
                "Meldedienst meines Browsers gespeichert und jede Meldung verschlüsselt über ihn geschickt. "
                "Ich kann das jederzeit hier oder in meinem Konto beenden."
            ),
            withdraw=stop_messages,
        ),
    ),
    Processing(
        key="rule_messages",
        title=_("Meldungen aus Regeln"),
        purpose=_("Zuständige Stellen benachrichtigen und nachweisen, dass sie benachrichtigt wurden"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO"),
        categories=(_("E-Mail-Adressen von Empfängern"), _("Bemerkungen zu Alarmen")),
        subjects=(_("Beschäftigte der Kommune und ihrer Dienstleister"),),
        recipients=_("der E-Mail-Dienst der Kommune"),
        holdings=(
            Holding(
                model="rules.Delivery",
                fields=("action",),
                found=Found.NOBODY,
                erasure=Erasure.KEEP,
                because=_("Nachweis der Benachrichtigung; endet mit der Aufbewahrung des Alarms."),
            ),
            Holding(
                model="rules.StoredRule",
                fields=("definition",),
                found=Found.NOBODY,
                erasure=Erasure.KEEP,
                because=_("Wer benachrichtigt wird, bestimmt und ändert der Fachbereich in der Regel."),
            ),
        ),
        retentions=(
            Retention(
                model="rules.Alarm",
                days=_KEPT_DAYS,
                since="ended_at",
                said=_("Alarme mit ihren Zustellungen zwei Jahre nach ihrem Ende"),
            ),
            Retention(
                model="rules.Delivery",
                days=_KEPT_DAYS,
                since="created_at",
                where={"alarm": None},
                said=_("Sammelmeldungen zwei Jahre"),
            ),
        ),
    ),
    written_by("rules.StoredRule"),
    written_by("rules.Alarm", "acknowledged_by"),
)
