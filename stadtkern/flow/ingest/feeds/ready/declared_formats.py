# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Formats that a subject of the city reads already: DATEX II parking, Wi-Fi totals, reports of the DWD.

Flow does not know the subjects; the roof provides their decoders by name.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import unescape
from urllib.parse import unquote, urljoin

from django.utils.translation import gettext_lazy as _

from stadtkern.flow.ingest.feeds.asking import Asker
from stadtkern.flow.ingest.feeds.words import FeedSettings
from stadtkern.kernel.domain import Decoder, Page, Visit
from stadtkern.kernel.errors import PayloadRejected, SourceUnavailable
from stadtkern.kernel.observation import Decoded, Payload

from .harvest import under_key
from .words import Asked, Ready

_DECODERS: dict[str, Decoder] = {}
_DWD = "https://opendata.dwd.de"
_LINK = re.compile(
    r'<a\s+href="([^"?#]+)"[^>]*>.*?</a>\s*(\d{2}-[A-Za-z]{3}-\d{4} \d{2}:\d{2})?', re.I | re.S
)
_NEVER = datetime(1900, 1, 1)  # noqa: DTZ001 - only compared with its like


def provide(decoders: Mapping[str, Decoder]) -> None:
    """Say which subject reads what; called by ``settings.wiring``."""
    _DECODERS.clear()
    _DECODERS.update(decoders)


def newest(listing: str, pattern: str) -> str:
    """The newest file of a directory listing (HTML as Apache and nginx write it) that fits a pattern.

    By the date of the listing, among equals by name: names with a time in them sort by it. Empty: none fits.
    """
    found = [
        (_date(date), name)
        for name, date in _LINK.findall(listing)
        if fnmatch.fnmatchcase(unquote(unescape(name)), pattern)
    ]
    return unescape(max(found)[1]) if found else ""


def _read(name: str, key: str, payload: Payload) -> Decoded:
    if name not in _DECODERS:
        raise PayloadRejected("Dieses Format liest diese Installation nicht.")
    return under_key(_DECODERS[name](payload), key)


def _datex(_settings: FeedSettings, key: str, payload: Payload) -> Decoded:
    """Car parks of DATEX II 2.x."""
    return _read("datex-parking", key, payload)


def _wifi(_settings: FeedSettings, key: str, payload: Payload) -> Decoded:
    """State and totals of Wi-Fi hotspots."""
    return _read("wifi-summary", key, payload)


def _report(_settings: FeedSettings, key: str, payload: Payload) -> Decoded:
    """The report of one station."""
    return _read("dwd-report", key, payload)


def _archive(_settings: FeedSettings, key: str, payload: Payload) -> Decoded:
    """A product of the climate archive."""
    return _read("dwd-archive", key, payload)


def _newest_file(asker: Asker, visit: Visit, _key: str) -> Iterator[Page]:
    """The newest file of the directory that belongs to the station."""
    pattern = f"*_{asker.settings.answers.get('station', '').zfill(5)}_*.zip"
    listing = asker.page(
        asker.settings.url, Visit(now=visit.now, newest=visit.newest), media_type="text/html"
    )
    name = newest(listing.payload.content.decode(errors="replace"), pattern) if listing else ""
    if not name:
        raise SourceUnavailable(f"Im Verzeichnis des DWD liegt keine Datei {pattern}.")
    page = asker.page(urljoin(asker.settings.url, name), visit, media_type="application/zip")
    if page is not None:
        yield page


def _date(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%d-%b-%Y %H:%M")  # noqa: DTZ007 - only compared with its like
    except ValueError:
        return _NEVER


def _archive_url(answers: Mapping[str, str]) -> str:
    path = "climate_environment/CDC/observations_germany/climate/10_minutes"
    return f"{_DWD}/{path}/{answers.get('element', 'air_temperature')}/now/"


def _report_url(answers: Mapping[str, str]) -> str:
    return f"{_DWD}/weather/weather_reports/poi/{answers.get('station', '')}-BEOB.csv"


_FACTS = {
    "publisher": "Deutscher Wetterdienst",
    "homepage": "https://www.dwd.de/opendata",
    "licence": "cc-by/4.0",
    "attribution": "Quelle: Deutscher Wetterdienst (DWD)",
}

DATEX = Ready(
    key="datex-parken",
    title=_("Parkplätze nach DATEX II"),
    explanation=_(
        "Parkhäuser und ihre Belegung aus einer DATEX-II-Veröffentlichung, zum Beispiel der Mobilithek."
    ),
    asked=(
        Asked(
            key="url",
            label=_("Adresse der Veröffentlichung"),
            example="https://example.org/parking.xml",
            pattern="https?://.+",
        ),
    ),
    domains=("parking",),
    url=lambda answers: answers["url"],
    every_s=300,
    settings={"form": {"kind": "xml"}},
    decode=_datex,
)
WIFI = Ready(
    key="wlan-uebersicht",
    title=_("WLAN-Übersicht"),
    explanation=_(
        "Zustand und Summen der Hotspots als JSON, ohne Angaben zu einzelnen Geräten;"
        " das Format steht in der Beschreibung des Themas."
    ),
    asked=(
        Asked(
            key="url",
            label=_("Adresse der Übersicht"),
            example="https://example.org/hotspots.json",
            pattern="https?://.+",
        ),
    ),
    domains=("public_wifi",),
    url=lambda answers: answers["url"],
    every_s=300,
    settings={"form": {"kind": "json"}},
    decode=_wifi,
    proposal={"title": "WLAN-Übersicht", "domain": "public_wifi"},
)
DWD_REPORT = Ready(
    key="dwd-meldung",
    title=_("Stationsmeldung des DWD"),
    explanation=_("Stündliche Meldung einer Wetterstation des Deutschen Wetterdienstes."),
    asked=(
        Asked(
            key="station",
            label=_("Kennung der Station (WMO)"),
            hint=_(
                "Fünf Zeichen, zum Beispiel 10400 für Düsseldorf; die Liste der Stationen steht beim DWD."
            ),
            example="10400",
            pattern="[A-Z0-9_]{5}",
        ),
    ),
    domains=("weather",),
    url=_report_url,
    every_s=1800,
    settings={"form": {"kind": "csv"}},
    decode=_report,
    proposal={**_FACTS, "title": "DWD-Stationsmeldung", "domain": "weather"},
)
DWD_TEN_MINUTES = Ready(
    key="dwd-10-minuten",
    title=_("10-Minuten-Werte des DWD"),
    explanation=_(
        "Die neuesten Messwerte einer Station aus dem offenen Klimaarchiv, je Abruf die neueste Datei."
    ),
    asked=(
        Asked(
            key="station",
            label=_("Kennung der Station (Klimaarchiv)"),
            hint=_("Fünf Ziffern, zum Beispiel 01766 für Münster/Osnabrück."),
            example="01766",
            pattern="[0-9]{1,5}",
        ),
        Asked(
            key="element",
            label=_("Messwerte"),
            choices=(
                ("air_temperature", _("Lufttemperatur, Taupunkt und Feuchte")),
                ("wind", _("Wind")),
                ("precipitation", _("Niederschlag")),
                ("solar", _("Strahlung und Sonnenschein")),
            ),
        ),
    ),
    domains=("weather",),
    url=_archive_url,
    every_s=1200,
    fetch=_newest_file,
    decode=_archive,
    proposal={**_FACTS, "title": "DWD-10-Minuten-Werte", "domain": "weather"},
)
