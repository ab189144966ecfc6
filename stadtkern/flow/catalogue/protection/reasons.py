# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why a finding is one, and whether somebody must answer it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Reason:
    """What a check looks for, in words for the people who release data."""

    title: str | Promise
    text: str | Promise
    blocking: bool = True
    """False: a hint that needs no answer."""


REASONS: dict[str, Reason] = {
    "email": Reason(
        title=_("E-Mail-Adressen"),
        text=_("Eine E-Mail-Adresse gehört meist zu einer Person. Adressen von Stellen dürfen bleiben."),
    ),
    "phone": Reason(
        title=_("Telefonnummern"),
        text=_("Eine Telefonnummer führt zu einer Person. Nummern von Stellen dürfen bleiben."),
    ),
    "iban": Reason(
        title=_("Bankverbindungen"),
        text=_("Eine gültige IBAN gehört zu einem Konto und damit zu jemandem."),
    ),
    "plate": Reason(
        title=_("Kfz-Kennzeichen"),
        text=_("Ein Kennzeichen führt über die Zulassungsstelle zu einer Halterin oder einem Halter."),
    ),
    "birth": Reason(
        title=_("Geburtsdaten"),
        text=_(
            "Ein Geburtsdatum macht mit wenigen weiteren Angaben eine Person erkennbar. Das "
            "Jahr oder eine Altersgruppe genügt oft."
        ),
    ),
    "person": Reason(
        title=_("Namen von Personen"),
        text=_("Die Werte sehen nach Vor- und Nachnamen aus. Namen von Orten und Straßen dürfen bleiben."),
    ),
    "person_column": Reason(
        title=_("Spalte für Personen"),
        text=_("Der Name der Spalte sagt, dass sie eine Person nennt."),
    ),
    "identifier": Reason(
        title=_("Kennnummern von Personen"),
        text=_("Steuer-, Versicherungs-, Ausweis-, Personal- und Kundennummern führen zu einer Person."),
    ),
    "special": Reason(
        title=_("Besondere Angaben"),
        text=_("Gesundheit, Religion, Herkunft und Ähnliches sind besonders geschützt (Art. 9 DSGVO)."),
    ),
    "address": Reason(
        title=_("Anschriften mit Hausnummer"),
        text=_("Eine Anschrift führt zu einem Haushalt. Anschriften öffentlicher Orte dürfen bleiben."),
    ),
    "device": Reason(
        title=_("Netzadressen von Geräten"),
        text=_("IP- und MAC-Adressen führen zu einem Gerät und damit zu einer Person."),
    ),
    "free_text": Reason(
        title=_("Freitext"),
        text=_("In Bemerkungen stehen oft Namen. Lesen Sie diese Spalte durch."),
        blocking=False,
    ),
    "small": Reason(
        title=_("Kleine Zahlen"),
        text=_(
            "Werte unter 5 können Einzelne erkennbar machen, wenn Menschen gezählt wurden. "
            "Fassen Sie Gruppen zusammen oder sperren Sie die Werte."
        ),
    ),
    "complement": Reason(
        title=_("Einzelner gesperrter Wert"),
        text=_(
            "Nur ein Wert der Spalte ist gesperrt: aus der Summe lässt er sich ausrechnen. "
            "Sperren Sie einen zweiten."
        ),
    ),
    "unique": Reason(
        title=_("Einmalige Kombinationen"),
        text=_(
            "Zeilen sind schon durch Alter, Geschlecht, Wohnort oder Ähnliches einmalig: so "
            "lassen sich Personen wiedererkennen."
        ),
    ),
    "unreadable": Reason(
        title=_("Nicht prüfbar"),
        text=_(
            "Diese Datei kann die Prüfung nicht lesen. Bestätigen Sie, dass sie durchgesehen "
            "wurde und nichts über Personen enthält."
        ),
    ),
    "partial": Reason(
        title=_("Nur der Anfang geprüft"),
        text=_("Die Tabelle ist sehr lang; geprüft wurde ihr Anfang."),
        blocking=False,
    ),
}
