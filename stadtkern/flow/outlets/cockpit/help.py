# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Help in place: what the pages of the cockpit are for, in a few sentences, by the name of their address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_LISTS: Final = _(
    "Ein Klick auf den Kopf einer Spalte sortiert. Filter gelten auch für die Datei: CSV und Excel "
    "enthalten, was Sie gerade gefiltert haben. Zeilen ankreuzen, unten einen Schritt wählen: Es wird immer "
    "erst gefragt."
)

TEXTS: Final[Mapping[str, tuple[str | Promise, ...]]] = {
    "cockpit:overview": (
        _(
            "„Wartet auf Sie“ sammelt aus allen Bereichen, was jemand tun muss, Überfälliges und Dringendes "
            "zuerst. Ein Punkt verschwindet, sobald die Sache erledigt ist."
        ),
        _(
            "„Meine Themen“ sind die Ihrer Fachbereiche. Steht dort „gestört“ oder „schweigt“, führt der Weg "
            "über „Datenquellen“."
        ),
        _("Suchen geht von jeder Seite aus, oben im Kopf oder mit der Taste /."),
    ),
    "cockpit:sources": (
        _LISTS,
        _(
            "„gestört“ heißt: Der letzte Abruf schlug fehl. „schweigt“ heißt: Der Abruf klappt, aber es "
            "kommt länger nichts Neues als vereinbart. Angehaltene Quellen werden nicht abgerufen."
        ),
    ),
    "cockpit:things": (
        _LISTS,
        _(
            "„Nur intern“ nimmt ein Objekt mit allen Messwerten von Karte, Seiten und Schnittstellen; "
            "gelöscht wird dabei nichts."
        ),
    ),
    "ingest:rejected": (
        _LISTS,
        _(
            "Ein abgewiesener Datensatz wurde nicht gespeichert, aber aufgehoben. Beheben Sie die Ursache "
            "und lesen Sie ihn erneut ein, oder verwerfen Sie ihn."
        ),
    ),
    "rules:alarms": (
        _("Quittieren heißt: Jemand kümmert sich. Der Alarm endet erst, wenn die Bedingung nicht mehr gilt."),
    ),
    "cockpit:people": (
        _LISTS,
        _(
            "Konten werden nie gelöscht, sondern außer Betrieb genommen: Das Protokoll bleibt verständlich. "
            "Was jemand darf, sagen die Rollen auf der Seite der Person."
        ),
    ),
    "cockpit:audit": (
        _LISTS,
        _(
            "Jede Änderung steht hier mit Zeitpunkt und Namen. Einträge bilden eine Kette: Fehlt einer oder "
            "wurde einer verändert, zeigt es die Prüfung."
        ),
    ),
    "cockpit:jobs": (
        _("Aufgaben laufen von selbst. Gescheiterte lassen sich wiederholen, wenn die Ursache behoben ist."),
    ),
}
