# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A table of devices (CSV): one line per device, the first line names the columns, in any order."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.ingest.codecs.models import DeviceType
from stadtkern.flow.ingest.mapping.fields import number
from stadtkern.kernel.errors import PayloadRejected

from . import qr
from .models import Activation
from .onboarding import Facts

COLUMNS = {
    "dev_eui": gettext_lazy("16 hexadezimale Ziffern; nötig, wenn es keine Spalte qr gibt"),
    "qr": gettext_lazy("Text des QR-Codes nach TR005 (LW:D0:…); ersetzt dev_eui und join_eui"),
    "join_eui": gettext_lazy("16 hexadezimale Ziffern"),
    "app_key": gettext_lazy("32 hexadezimale Ziffern; wird verschlüsselt und nie wieder gezeigt"),
    "nwk_key": gettext_lazy("nur LoRaWAN 1.1: 32 hexadezimale Ziffern"),
    "name": gettext_lazy("wie das Gerät auf Karten heißt"),
    "code": gettext_lazy("Kennung in der Stadt; leer: die DevEUI"),
    "device_type": gettext_lazy("Kennung des Gerätetyps"),
    "longitude": gettext_lazy("Grad Ost, WGS 84, z. B. 7,6261"),
    "latitude": gettext_lazy("Grad Nord, WGS 84, z. B. 51,9607"),
    "server_id": gettext_lazy("Kennung des Geräts bei The Things Stack, z. B. eui-70b3d57ed0000001"),
    "activation": gettext_lazy("otaa (üblich) oder abp"),
    "notes": gettext_lazy("Notizen für den Betrieb"),
}
MOST_ROWS = 5_000
MOST_BYTES = 2 * 1024 * 1024
_DELIMITERS = ";\t,"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a table: the device, or why there is none."""

    number: int
    """In the file, from 1."""
    facts: Facts | None
    reason: str = ""


def template() -> bytes:
    """An empty table with one example, as spreadsheet programs in Germany open it."""
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=";", lineterminator="\r\n")
    columns = [name for name in COLUMNS if name != "qr"]
    example = {
        "dev_eui": "70B3D57ED0000001",
        "join_eui": "0000000000000001",
        "name": "Bodenfeuchte Stadtpark 1",
        "code": "stadtpark-1",
        "longitude": "7,6261",
        "latitude": "51,9607",
        "activation": "otaa",
    }
    writer.writerow(columns)
    writer.writerow([example.get(name, "") for name in columns])
    return b"\xef\xbb\xbf" + sink.getvalue().encode()


def read(content: bytes) -> list[Line]:
    """The lines of a table; one that cannot be read costs the others nothing.

    Raises:
        PayloadRejected: it is no such table at all.
    """
    if len(content) > MOST_BYTES:
        raise PayloadRejected(_("Die Tabelle ist größer als 2 MiB."))
    lines = _text(content).splitlines()
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error as error:
        raise PayloadRejected(_("Die Tabelle ist nicht lesbar: %(why)s.") % {"why": error}) from error
    filled = [(place, row) for place, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
    if not filled:
        raise PayloadRejected(_("Die Tabelle ist leer."))
    if len(filled) - 1 > MOST_ROWS:
        raise PayloadRejected(_("Die Tabelle hat mehr als %(most)d Zeilen.") % {"most": MOST_ROWS})
    names = _names(filled[0][1])
    types = {one.key: one for one in DeviceType.objects.all()}
    return [_line(place, dict(zip(names, row, strict=False)), types) for place, row in filled[1:]]


def _names(row: Sequence[str]) -> list[str]:
    names = [cell.strip().lower().replace(" ", "_") for cell in row]
    unknown = [name for name in names if name and name not in COLUMNS]
    if unknown:
        raise PayloadRejected(
            _("Die Spalte „%(name)s“ ist unbekannt; möglich sind %(known)s.")
            % {"name": unknown[0][:40], "known": ", ".join(COLUMNS)}
        )
    if not {"dev_eui", "qr"} & set(names):
        raise PayloadRejected(_("Es fehlt die Spalte dev_eui (oder qr)."))
    return names


def _line(number_in_file: int, cells: Mapping[str, str], types: Mapping[str, DeviceType]) -> Line:
    try:
        return Line(number=number_in_file, facts=_facts({k: v.strip() for k, v in cells.items()}, types))
    except PayloadRejected as error:
        return Line(number=number_in_file, facts=None, reason=str(error))


def _facts(cells: Mapping[str, str], types: Mapping[str, DeviceType]) -> Facts:
    label = qr.read(cells["qr"]) if cells.get("qr") else None
    wanted = cells.get("device_type", "")
    if wanted and wanted not in types:
        raise PayloadRejected(_("Den Gerätetyp „%(key)s“ gibt es nicht.") % {"key": wanted[:60]})
    activation = cells.get("activation", "").lower() or Activation.OTAA
    if activation not in Activation.values:
        raise PayloadRejected(_("activation ist otaa oder abp."))
    return Facts(
        dev_eui=label.dev_eui if label else cells.get("dev_eui", ""),
        join_eui=label.join_eui if label else cells.get("join_eui", ""),
        app_key=cells.get("app_key", ""),
        nwk_key=cells.get("nwk_key", ""),
        name=cells.get("name", ""),
        code=cells.get("code", ""),
        device_type=types.get(wanted),
        longitude=_degrees(cells, "longitude"),
        latitude=_degrees(cells, "latitude"),
        server_id=cells.get("server_id", ""),
        activation=Activation(activation),
        notes=cells.get("notes", ""),
    )


def _degrees(cells: Mapping[str, str], column: str) -> float | None:
    text = cells.get(column, "")
    if not text:
        return None
    degrees = number(text)
    if degrees is None:
        raise PayloadRejected(
            _("%(column)s: „%(text)s“ ist keine Zahl.") % {"column": column, "text": text[:40]}
        )
    return degrees


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
