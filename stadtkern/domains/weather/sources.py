# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Open data of the Deutscher Wetterdienst (DWD): climate products with station metadata, current reports.

All times are UTC. Sums (radiation, sunshine, precipitation) are stamped by the DWD with the *end* of their
period and stored with its start. Wind is kept in m/s everywhere; reports in km/h are converted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload
from stadtkern.web.unpacking import Room, members

from .metadata import decode_metadata
from .product import decode_product, merged
from .report import decode_report

__all__ = ["decode_climate", "decode_current"]

_LARGEST_MEMBER = 64 * 1024 * 1024
_WANTED = ("produkt_", "Metadaten_Geographie_")


@dataclass(frozen=True, kw_only=True)
class _Text:
    """A file of the climate archive as lines."""

    name: str
    lines: Sequence[str]


def decode_climate(payload: Payload) -> Decoded:
    """A product or metadata file, or a zip of them, of ``climate_environment/CDC``.

    Raises:
        PayloadRejected: neither a product nor a list of places.
        PayloadTooLarge: a file in the zip is larger than 64 MiB.
    """
    texts = _texts(payload)
    return merged([_decode(text) for text in texts])


def decode_current(payload: Payload) -> Decoded:
    """The report of one station, ``weather/weather_reports/poi/<WMO number>-BEOB.csv``.

    Raises:
        PayloadRejected: not such a report.
    """
    return decode_report(payload.content.decode("latin-1").splitlines())


def _decode(text: _Text) -> Decoded:
    header = text.lines[0].replace(" ", "").upper() if text.lines else ""
    if header.startswith("STATIONS_ID;MESS_DATUM;"):
        return decode_product(text.lines)
    if header.startswith("STATIONS_ID;STATIONSHOEHE;"):
        return decode_metadata(text.lines)
    raise PayloadRejected(
        f"„{text.name}“ ist weder ein Messwertprodukt noch eine Stationsgeschichte des DWD."
    )


def _texts(payload: Payload) -> list[_Text]:
    if not payload.content.startswith(b"PK"):
        return [_text(payload.name, payload.content)]
    room = Room(member_bytes=_LARGEST_MEMBER)
    found = [_text(name, content) for name, content in members(payload.content, wanted=_wanted, room=room)]
    if not found:
        raise PayloadRejected("Im Zip-Archiv ist weder ein Messwertprodukt noch eine Stationsgeschichte.")
    return found


def _wanted(name: str) -> bool:
    return name.rsplit("/", 1)[-1].startswith(_WANTED) and name.endswith(".txt")


def _text(name: str, content: bytes) -> _Text:
    return _Text(name=name, lines=content.decode("latin-1").splitlines())
