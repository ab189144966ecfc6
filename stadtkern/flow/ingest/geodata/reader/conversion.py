# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Records of a layer become features by a plan: key, geometry in CRS84, fields; the others are refused."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec
import numpy as np
import pyarrow as pa
import shapely

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import AnyArray

from . import values
from .chunks import ROWS, Chunk, Described, cells
from .places import CRS84, Conversion, UnknownSystem, code
from .shapes import Geometries, Shaping, read_wkb
from .values import ARROW, WORDS
from .words import Plan, Refused, Report

MOST_TOLD = 2_000
"""So many refused records are handed over whole; all are counted."""
_LONGEST_KEY = 200
_LONGEST_RAW = 32 * 1024


@dataclass(frozen=True, kw_only=True)
class Converted:
    """Features of one piece, and what was refused of it."""

    batch: pa.RecordBatch
    """Columns ``key``, ``geometry`` (WKB, CRS84), then the fields by their keys."""
    refused: list[Refused]


@dataclass(kw_only=True)
class Converting:
    """A layer on its way; ``report`` may be asked at any time."""

    plan: Plan
    layer: Described
    shaping: Shaping
    crs: str
    records: int = 0
    taken: int = 0
    told: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    _seen: set[bytes] = field(default_factory=set)
    _alike: Counter[bytes] = field(default_factory=Counter)

    def pieces(self) -> Iterator[Converted]:
        """All of the layer.

        Raises:
            PayloadRejected: the file breaks off, a planned column is missing, or nothing lies on the earth.
        """
        for chunk in self.layer.chunks(ROWS):
            missing = [name for name in self._columns() if name not in chunk.columns]
            if missing:
                raise PayloadRejected(f"In der Datei fehlt die Spalte „{missing[0]}“.")
            yield self._piece(chunk)
        far = self.reasons["Die Koordinaten liegen außerhalb der Erde; stimmt das Bezugssystem?"]
        if far and far == self.records:
            raise PayloadRejected(
                "Alle Koordinaten liegen außerhalb der Erde; bitte das Bezugssystem prüfen."
            )
        for where, text, reason in self.layer.skipped:
            self.records += 1
            self._count(reason)
            raw = json.dumps(
                {"type": "Feature", "geometry": None, "properties": {"": text}}, ensure_ascii=False
            )
            yield Converted(batch=self._empty(), refused=[Refused(reason=reason, where=where, raw=raw)])

    def report(self) -> Report:
        """What was done so far."""
        shaping = self.shaping
        return Report(
            records=self.records,
            taken=self.taken,
            refused=self.records - self.taken,
            reasons=dict(self.reasons.most_common(50)),
            repaired=shaping.repaired,
            repairs=[f"{self.layer.counted} {number}: {reason}" for number, reason in shaping.repairs],
            flattened=shaping.flattened,
            linearised=shaping.linearised,
            crs=self.crs,
            accuracy_m=shaping.conversion.accuracy_m,
        )

    def _columns(self) -> list[str]:
        plan = self.plan
        places = (plan.longitude, plan.latitude, plan.text)
        return [*(one.column for one in plan.fields), *plan.key, *(name for name in places if name)]

    def _piece(self, chunk: Chunk) -> Converted:
        rows = chunk.rows
        wrong: dict[int, str] = {}
        columns: dict[str, AnyArray] = {}
        for one in self.plan.fields:
            made, places = values.cast(chunk.columns[one.column], one.kind, decimal_comma=one.decimal_comma)
            columns[one.key] = made
            for place in places[:rows]:
                wrong.setdefault(int(place), f"Feld „{one.column}“: Erwartet wird {WORDS[one.kind]}.")
        blank = self._blank(chunk)
        given = self._places(chunk, wrong)
        shapes, refused = self.shaping.shaped(given, chunk.first)
        wrong = {**refused, **wrong}
        wkb = np.asarray(shapely.to_wkb(shapes), dtype=object)
        keys = self._keys(chunk, wkb, wrong)
        good = np.ones(rows, dtype=bool)
        good[list(wrong)] = False
        good &= ~blank
        self.records += rows - int(blank.sum())
        self.taken += int(good.sum())
        batch = pa.RecordBatch.from_arrays(
            [pa.array(keys, pa.string()), pa.array(wkb, pa.binary()), *columns.values()],
            schema=self._schema(),
        )
        return Converted(
            batch=batch.filter(pa.array(good)) if not good.all() else batch,
            refused=self._refused(
                keys, chunk, given, {place: why for place, why in wrong.items() if not blank[place]}
            ),
        )

    def _blank(self, chunk: Chunk) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Rows of tables in which nothing stands are no records."""
        if chunk.wkb is not None:
            return np.zeros(chunk.rows, dtype=bool)
        empty = np.ones(chunk.rows, dtype=bool)
        for column in chunk.columns.values():
            empty &= np.asarray(column.is_null())
        return empty

    def _places(self, chunk: Chunk, wrong: dict[int, str]) -> Geometries:
        if chunk.wkb is not None:
            shapes = read_wkb(chunk.wkb, self.shaping)
            for place in np.flatnonzero(shapely.is_missing(shapes)):
                if chunk.wkb[place] is not None:
                    wrong[int(place)] = "Die Geometrie ist nicht lesbar."
            return shapes
        if self.plan.text:
            texts = cells(chunk.columns[self.plan.text])
            shapes = np.asarray(
                shapely.from_wkt(np.array(texts, dtype=object), on_invalid="ignore"), dtype=object
            )
            for place in np.flatnonzero(shapely.is_missing(shapes)):
                if texts[place]:
                    wrong[int(place)] = "Die Geometrie ist kein WKT."
            return shapes
        return self._points(chunk, wrong)

    def _points(self, chunk: Chunk, wrong: dict[int, str]) -> Geometries:
        shapes = np.full(chunk.rows, None, dtype=object)
        if not (self.plan.longitude and self.plan.latitude):
            return shapes
        numbers = []
        for name in (self.plan.longitude, self.plan.latitude):
            made, places = values.coordinates(chunk.columns[name])
            for place in places:
                wrong.setdefault(int(place), f"Feld „{name}“: Erwartet wird eine Koordinate.")
            numbers.append(made.to_numpy(zero_copy_only=False))
        there = np.isfinite(numbers[0]) & np.isfinite(numbers[1])
        shapes[there] = shapely.points(numbers[0][there], numbers[1][there])
        return shapes

    def _keys(self, chunk: Chunk, wkb: Geometries, wrong: dict[int, str]) -> list[str]:
        """Keys by the planned columns, or by content; doubled and missing ones are refused."""
        parts = [cells(values.cast(chunk.columns[name], "text")[0]) for name in self.plan.key]
        keys: list[str] = []
        for place in range(chunk.rows):
            if parts:
                key = "/".join(str(part[place] or "") for part in parts).strip("/")
            else:
                key = self._fingerprint(chunk, wkb, place)
            if place not in wrong:
                key = self._once(key, wrong, place)
            keys.append(key)
        return keys

    def _once(self, key: str, wrong: dict[int, str], place: int) -> str:
        """The key when it names one feature only; those that are alike in everything are numbered."""
        if not key or len(key) > _LONGEST_KEY:
            wrong[place] = "Die Kennung fehlt." if not key else "Die Kennung ist länger als 200 Zeichen."
            return key
        digest = hashlib.blake2b(key.encode(), digest_size=12).digest()
        if digest not in self._seen:
            self._seen.add(digest)
            return key
        if self.plan.key:
            wrong[place] = "Die Kennung kommt mehrfach vor."
            return key
        self._alike[digest] += 1
        return f"{key}-{self._alike[digest] + 1}"

    def _fingerprint(self, chunk: Chunk, wkb: Geometries, place: int) -> str:
        """SHA-256 over the place and all planned values: what has no name is named by what it is."""
        digest = hashlib.sha256(wkb[place] or b"")
        for one in self.plan.fields:
            digest.update(f"\x00{one.key}\x00{chunk.columns[one.column][place].as_py()}".encode())
        return digest.hexdigest()[:24]

    def _refused(
        self, keys: list[str], chunk: Chunk, given: Geometries, wrong: dict[int, str]
    ) -> list[Refused]:
        found = []
        for place, reason in sorted(wrong.items()):
            self._count(reason)
            if self.told < MOST_TOLD or self.plan.key:
                self.told += 1
                where = f"{self.layer.counted} {chunk.first + place}"
                key = keys[place] if self.plan.key else ""
                raw = _raw(chunk, given, place) if self.told <= MOST_TOLD else ""
                found.append(Refused(reason=reason, where=where, raw=raw, key=key))
        return found

    def _count(self, reason: str) -> None:
        self.reasons[reason] += 1

    def _schema(self) -> pa.Schema:
        columns: list[tuple[str, pa.DataType]] = [("key", pa.string()), ("geometry", pa.binary())]
        return pa.schema([*columns, *((one.key, ARROW[one.kind]) for one in self.plan.fields)])

    def _empty(self) -> pa.RecordBatch:
        return pa.RecordBatch.from_pylist([], schema=self._schema())


def converting(layer: Described, plan: Plan) -> Converting:
    """Make ready.

    Raises:
        PayloadRejected: the reference system is not known, and the layer does not say it.
    """
    places = plan.longitude or plan.latitude or plan.text
    said = plan.crs or layer.crs
    try:
        if not said and layer.geometry != "none" and (places or layer.counted == "Objekt"):
            raise PayloadRejected("Das Bezugssystem der Koordinaten ist nicht bekannt; bitte auswählen.")
        conversion = Conversion(crs=said or CRS84, swapped=plan.swapped)
        crs = code(said)
    except UnknownSystem as error:
        raise PayloadRejected(f"Das Bezugssystem „{said[:80]}“ ist nicht bekannt.") from error
    optional = plan.places_optional or plan.geometry == "none"
    shaping = Shaping(kind=plan.geometry, conversion=conversion, optional=optional)
    return Converting(plan=plan, layer=layer, shaping=shaping, crs=crs)


def _raw(chunk: Chunk, given: Geometries, place: int) -> str:
    """The record as a GeoJSON feature, in the coordinates of the file."""
    properties = {name: values.plain(column.slice(place, 1))[0] for name, column in chunk.columns.items()}
    shape = given[place]
    geometry = None
    if shape is not None and shapely.get_num_coordinates(shape) <= 2_000:
        geometry = json.loads(shapely.to_geojson(shape))
    feature = {"type": "Feature", "geometry": geometry, "properties": properties}
    raw = msgspec.json.encode(feature).decode()
    if len(raw) > _LONGEST_RAW:
        raw = msgspec.json.encode(
            {"type": "Feature", "geometry": None, "properties": {"…": raw[:1000]}}
        ).decode()
    return raw
