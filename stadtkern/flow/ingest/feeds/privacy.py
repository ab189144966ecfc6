# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sensors that citizens have put up at home."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.privacy import Erasure, Found, Holding, Processing

PROCESSING = (
    Processing(
        key="citizen_sensors",
        title=_("Sensoren von Bürgerinnen und Bürgern"),
        purpose=_("Messwerte freiwillig betriebener Sensoren zeigen"),
        legal_basis=_(
            "Art. 6 Abs. 1 Buchst. e DSGVO; der Sensor sendet, weil sein Betreiber es so einstellt"
        ),
        categories=(_("Kennung des Sensors"), _("Standort, wie ihn der Fachbereich einträgt")),
        subjects=(_("Betreiberinnen und Betreiber der Sensoren"),),
        recipients=_("öffentlich, nach Zulassung durch den Fachbereich"),
        kept=_("Bis der Sensor gesperrt oder die Anbindung entfernt wird"),
        holdings=(
            Holding(
                model="feeds.CitizenSensor",
                fields=("code", "name", "longitude", "latitude"),
                found=Found.NOBODY,
                erasure=Erasure.KEEP,
                because=_(
                    "Die Kennung führt zu keinem Konto. Auf Wunsch sperrt der Fachbereich den Sensor und "
                    "löscht seinen Standort."
                ),
            ),
        ),
    ),
)
