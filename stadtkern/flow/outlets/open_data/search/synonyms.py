# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Words of the city that mean nearly the same: who types one finds the others too."""

from __future__ import annotations

from collections import defaultdict

from .folding import stem

GROUPS: tuple[str, ...] = (
    "Fahrrad Rad Velo Radverkehr Fahrräder bike cycling",
    "Auto Pkw Kfz Kraftfahrzeug Wagen car",
    "Lkw Lastwagen Schwerverkehr",
    "Fußgänger Fußverkehr Passanten Zufußgehende pedestrian",
    "Parkplatz Parken Stellplatz Parkhaus Parkraum Tiefgarage parking",
    "Ladesäule Ladestation Ladepunkt Elektromobilität Stromtankstelle charging",
    "ÖPNV Nahverkehr Bus Straßenbahn Tram Haltestelle Linienverkehr",
    "Baustelle Straßensperrung Sperrung Bauarbeiten Umleitung roadworks",
    "Müll Abfall Entsorgung Müllabfuhr Reststoff waste",
    "Wertstoffhof Recyclinghof Recycling Wertstoff",
    "Altglas Glascontainer Sammelcontainer Depotcontainer",
    "Kita Kindergarten Kindertagesstätte Kinderbetreuung Kindertageseinrichtung Hort",
    "Schule Grundschule Gymnasium Bildung Unterricht school",
    "Spielplatz Spielfläche Bolzplatz playground",
    "Baum Bäume Straßenbaum Gehölz tree",
    "Grünfläche Park Grünanlage Garten Parkanlage",
    "Toilette WC Klo Sanitäranlage toilet",
    "Straßenlampe Straßenbeleuchtung Leuchte Laterne Beleuchtung lighting",
    "Wetter Klima Temperatur Niederschlag Meteorologie weather",
    "Luftqualität Feinstaub Luftgüte Stickstoffdioxid Schadstoff Immission",
    "Lärm Schall Geräusch noise",
    "Pegel Wasserstand Hochwasser Gewässer Fluss",
    "Wahl Wahlergebnis Abstimmung election",
    "Einwohner Bevölkerung Bürger Demografie Einwohnerzahl population",
    "Stadtteil Ortsteil Bezirk Stadtbezirk Quartier Viertel district",
    "Adresse Anschrift Hausnummer Hauskoordinate address",
    "Straße Weg Straßennetz Gasse street",
    "Gebäude Haus Bauwerk Immobilie building",
    "Bebauungsplan Bauleitplanung Flächennutzungsplan Planung",
    "Bodenrichtwert Grundstückspreis Grundstückswert",
    "Haushalt Finanzen Budget Ausgaben Einnahmen",
    "Krankenhaus Klinik Hospital",
    "Arzt Praxis Gesundheit Apotheke",
    "Feuerwehr Rettungsdienst Brandschutz Notruf",
    "Unfall Verkehrsunfall Unfallstelle accident",
    "WLAN WiFi Wifi Hotspot Internet",
    "Glasfaser Breitband Internetausbau fibre",
    "Schwimmbad Freibad Hallenbad Bad",
    "Sportplatz Sporthalle Sportstätte Turnhalle",
    "Bücherei Bibliothek Mediathek",
    "Museum Ausstellung Kultur Theater",
    "Denkmal Baudenkmal Kulturdenkmal Denkmalschutz",
    "Friedhof Grab Bestattung",
    "Veranstaltung Termin Event Fest",
    "Sehenswürdigkeit Ausflugsziel POI Tourismus",
    "Energie Strom Stromverbrauch Photovoltaik Solar",
    "Satzung Ortsrecht Verordnung",
    "Ratsinformation Sitzung Rat Gremium Stadtrat",
    "Besucher Gäste Auslastung Andrang Frequenz",
    "Zählung Zählstelle Verkehrszählung Zähler counter",
)


def _table() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for group in GROUPS:
        members = {stem(word) for word in group.split()}
        for member in members:
            found[member] |= members - {member}
    return {member: frozenset(others) for member, others in found.items()}


SYNONYMS = _table()
"""Other stems by stem."""
