# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bielefeld: one CSV with all car parks, some of them connected to the parking guidance (``b_pls_*``)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload, Rejected

from .sites import Raw, Site, Unusable, decoded, known, local_time, whole

_REQUIRED = {"WKT", "gid", "typ", "bez", "kapazitaet", "b_pls_rest", "b_pls_zeit", "b_pls_status"}
_POINT = re.compile(r"POINT \((-?[0-9.]+) (-?[0-9.]+)\)")
_KINDS = {
    "P": "Parkplatz", "H": "Parkhaus", "T": "Tiefgarage",
    "PZ": "Parkplatz", "HZ": "Parkhaus", "TZ": "Tiefgarage",
}  # fmt: skip


def decode(payload: Payload) -> Decoded:
    """All car parks, with free spaces of those that are connected.

    Raises:
        PayloadRejected: not this CSV: other separator, encoding or columns.
    """
    try:
        text = payload.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PayloadRejected("Die Datei ist nicht in UTF-8 geschrieben.") from error
    lines = text.splitlines()
    names = next(csv.reader(lines[:1], delimiter=";"), [])
    if not set(names) >= _REQUIRED:
        missing = ", ".join(sorted(_REQUIRED - set(names)))
        raise PayloadRejected(f"Es fehlen Spalten ({missing}); erwartet wird Semikolon als Trennzeichen.")
    sites = []
    rejected = []
    reader = csv.DictReader(io.StringIO(text), delimiter=";")
    for row in reader:
        line = lines[reader.line_num - 1] if reader.line_num <= len(lines) else ""
        raw = Raw(where=f"Zeile {reader.line_num}", content=f"{lines[0]}\n{line}".encode())
        try:
            sites.append(
                _site({k: v for k, v in row.items() if isinstance(k, str) and isinstance(v, str)}, raw)
            )
        except Unusable as error:
            rejected.append(Rejected(reason=str(error), raw=raw.content, where=raw.where))
    return decoded(sites, rejected, payload.received_at)


def _site(row: Mapping[str, str], raw: Raw) -> Site:
    if not set(row) >= _REQUIRED or not row["gid"]:
        raise Unusable("Die Zeile hat zu wenige Zellen oder keine Kennung (gid).")
    point = _POINT.fullmatch(row["WKT"])
    if not point:
        raise Unusable(f"„{row['WKT'][:40]}“ ist kein Punkt.")
    kind = _KINDS.get(row["typ"], row["typ"])
    where = row.get("zufahrt", "")
    live = bool(row.get("pls_id"))
    return Site(
        code=f"bielefeld-parking/{row['gid']}",
        raw=raw,
        name=row["bez"] if row["bez"] not in ("", kind) else " ".join(filter(None, (kind, where))),
        longitude=float(point[1]),
        latitude=float(point[2]),
        properties={
            "kind": kind,
            "access": where,
            "use": row.get("kategorie", ""),
            "fees": row.get("gebuehren", ""),
        },
        capacity=known(whole(row["kapazitaet"])),
        free=whole(row["b_pls_rest"]) if live else None,
        at=local_time(row["b_pls_zeit"], "%Y-%m-%d-%H.%M.%S.%f") if live and row["b_pls_rest"] else None,
        state="closed" if row["b_pls_status"] == "GESCHLOSSEN" else "",
    )
