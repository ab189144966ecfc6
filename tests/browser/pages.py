# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One address per type of page."""

SITE = "muenster/100035541"
SERIES = f"/messwerte/{SITE}/100035541/"
PAGES = {
    "start": "/",
    "karte": "/karte/",
    "karte-leer": "/karte/?suche=gibtesnicht",
    "themen": "/themen/",
    "thema-radverkehr": "/themen/radverkehr/",
    "thema-fussverkehr": "/themen/fussverkehr/",
    "thema-wetter": "/themen/wetter/",
    "thema-parken": "/themen/parken/",
    "thema-laden": "/themen/laden/",
    "thema-warnungen": "/themen/warnungen/",
    "warnungen-archiv": "/themen/warnungen/archiv/",
    "thema-umwelt": "/themen/umwelt/",
    "thema-abfallbehaelter": "/themen/abfallbehaelter/",
    "behaelter-morgen": "/themen/abfallbehaelter/morgen/",
    "thema-strassenbeleuchtung": "/themen/strassenbeleuchtung/",
    "laterne-defekt": "/themen/strassenbeleuchtung/melden/?suche=gibtesnicht",
    "radverkehr-vergleich": "/themen/radverkehr/vergleich/?zeitraum=tag&tag=2025-10-26",
    "fussverkehr-wetter": "/themen/fussverkehr/wetter/?tag=2022-06-01",
    "laden-leistung": "/themen/laden/leistung/",
    "messwerte": "/messwerte/",
    "messwerte-leer": "/messwerte/?suche=gibtesnicht",
    "messreihe": SERIES,
    "messreihe-eigener-zeitraum": f"{SERIES}?von=2025-10-01&bis=2025-10-31&abstand=tag",
    "ort": f"/orte/{SITE}/",
    "daten": "/daten/",
    "sensoren": "/sensoren/",
    "sensor": f"/sensoren/{SITE}/",
    "sensor-aushang": f"/sensoren/{SITE}/blatt/?format=a6",
    "sensor-aushaenge": "/sensoren/blaetter/?suche=1000",
    "datenquelle": "/daten/cycling-muenster/",
    "ueber": "/ueber/",
    "schnittstelle": "/schnittstellen/sensorthings/",
    "konformitaet": "/schnittstellen/sensorthings/konformitaet/",
    "impressum": "/impressum/",
    "datenschutz": "/datenschutz/",
    "barrierefreiheit": "/barrierefreiheit/",
    "rueckmeldung": "/rueckmeldung/",
    "danke": "/rueckmeldung/danke/",
    "englisch": "/en/",
    "anmelden": "/cockpit/anmelden/",
}
MISSING = "/gibt/es/nicht/"
