# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Documents become things, datastreams and observations as a mapping says; many may fill one harvest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.observation import Decoded, Payload, Rejected, Station
from stadtkern.kernel.quantities import Quantity

from .clock import Settled, settled
from .documents import JSON, Form, document
from .fields import Problem, number, planned, record_values
from .harvest import Harvest, Told, put
from .moments import TimeUnreadable, moment
from .paths import MISSING, Query, query, wrapped
from .texts import template
from .words import Mapping

_LONGEST_CODE = 200
_UNFIT = re.compile(r"[\s?#\x00]+")
"""What cannot stand in an address: the code of a thing is one."""
_KEPT_WHOLE = 64 * 1024
"""A payload up to this size is kept whole when it changed its form [byte]."""
_RECORDS = {"geojson": "$.features[*]", "csv": "$[*]", "ndjson": "$[*]"}
_LONGITUDE, _LATITUDE = "$.geometry.coordinates[0]", "$.geometry.coordinates[1]"


class RecordUnusable(CityError):
    """Aus diesem Datensatz lässt sich nichts machen."""


@dataclass(kw_only=True)
class _Sight:
    """What has been seen of a payload."""

    payload: Payload
    records: int = 0
    first: Json = None
    present: Counter[str] = field(default_factory=Counter)
    """Records in which a path leads somewhere."""


class Reader:
    """A mapping with all that can be found out in advance; may be used by many threads."""

    def __init__(
        self,
        mapping: Mapping,
        *,
        source_key: str,
        quantities: Sequence[Quantity],
        form: Form = JSON,
        sparse: bool = False,
    ) -> None:
        """``sparse``: a payload need not have all fields, one is enough (messages of devices).

        Raises:
            FieldRefused, PathRefused, TextRefused, TimeUnreadable: the mapping contradicts itself.
        """
        self._mapping, self._form, self._sparse = mapping, form, sparse
        self._source = source_key
        self._plan = planned(mapping.fields, tuple(quantities))
        default = _RECORDS.get(form.kind, "$") if mapping.records == "$" else mapping.records
        self._records = query(default)
        self._thing, self._name = template(mapping.thing), template(mapping.thing_name)
        self._properties = {key: template(text) for key, text in mapping.properties.items()}
        self._time = query(mapping.time.path) if mapping.time.path else None
        self._place = _place(mapping, form)

    def __repr__(self) -> str:
        return f"Reader({self._mapping!r}, {self._form!r}, {self._source!r}, {self._sparse!r})"

    def read(self, payload: Payload) -> Decoded:
        """What one payload holds.

        Raises:
            PayloadRejected: it cannot be read at all.
        """
        harvest = Harvest()
        self.gather(payload, harvest)
        return harvest.decoded()

    def gather(self, payload: Payload, harvest: Harvest) -> None:
        """Put what a payload holds to the rest.

        Raises:
            PayloadRejected: it cannot be read at all; nothing was added.
        """
        read = document(payload.content, self._form)
        harvest.rejected.extend(read.rejected)
        self.observe(read.content, payload, harvest)

    def observe(self, content: Json, payload: Payload, harvest: Harvest) -> None:
        """Put what a document holds, which was already read from a payload, to the rest."""
        sight = _Sight(payload=payload)
        for record in self._records.all(content, loose=self._form.loose):
            sight.records += 1
            sight.first = record if sight.records == 1 else sight.first
            problems = self._record(record, sight, harvest)
            if problems:
                harvest.rejected.append(self._rejected(record, problems, sight))
        changed = self._changed(content, sight)
        if changed:
            harvest.rejected.append(changed)

    def _record(self, record: Json, sight: _Sight, harvest: Harvest) -> Sequence[Problem]:
        form, name = self._form, sight.payload.name
        read = record_values(record, self._plan, loose=form.loose, decimal_comma=form.decimal_comma)
        for one in read.present:
            sight.present[one.field.path] += 1
        if not read.found:
            return read.problems
        try:
            told = Told(
                thing=self._code(record, name),
                at=self._at(record, sight),
                interval_s=self._mapping.interval_s,
            )
        except (RecordUnusable, TimeUnreadable) as error:
            return [Problem(where=self._where(error), reason=str(error)), *read.problems]
        self._tell(told.thing, record, name, harvest)
        put(read.found, told, harvest)
        return read.problems

    def _code(self, record: Json, name: str) -> str:
        code = _UNFIT.sub("-", self._thing.filled(record, name, loose=self._form.loose) or "")
        if not code:
            raise RecordUnusable(f"Das Gerät ist nicht genannt ({self._mapping.thing}).")
        full = f"{self._source}/{code}"
        if len(full) > _LONGEST_CODE:
            raise RecordUnusable(
                f"Die Kennung des Geräts ist länger als {_LONGEST_CODE} Zeichen: {code[:60]}…"
            )
        return full

    def _at(self, record: Json, sight: _Sight) -> Settled:
        if self._time is None:
            return settled(None, sight.payload.received_at)
        value = self._time.one(record, loose=self._form.loose)
        if value is MISSING or value is None:
            raise TimeUnreadable(f"Es fehlt die Zeit ({self._time.text}).")
        sight.present[self._time.text] += 1
        return settled(moment(value, self._mapping.time), sight.payload.received_at)

    def _tell(self, code: str, record: Json, name: str, harvest: Harvest) -> None:
        """Note the thing; of many records of the same thing the last counts."""
        longitude, latitude = (self._degrees(record, path) for path in self._place)
        said = {
            key: text.filled(record, name, loose=self._form.loose) for key, text in self._properties.items()
        }
        harvest.stations[code] = Station(
            code=code,
            name=self._name.filled(record, name, loose=self._form.loose) or "",
            longitude=longitude if latitude is not None else None,
            latitude=latitude if longitude is not None else None,
            properties={key: text for key, text in said.items() if text is not None},
        )

    def _degrees(self, record: Json, path: Query | None) -> float | None:
        value = path.one(record, loose=self._form.loose) if path is not None else None
        if isinstance(value, str):
            return number(value, decimal_comma=self._form.decimal_comma)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def _rejected(self, record: Json, problems: Sequence[Problem], sight: _Sight) -> Rejected:
        place = f"Datensatz {sight.records}, " if self._records.text != "$" else ""
        return Rejected(
            reason=" ".join(one.reason for one in problems),
            where=place + ", ".join(one.where for one in problems),
            raw=self._raw(record, sight.payload),
        )

    def _raw(self, record: Json, payload: Payload) -> bytes:
        """The record as a payload of its own."""
        if self._records.text == "$" or self._records.steps == ():
            return payload.content
        alone = wrapped(self._records, record)
        if alone is MISSING:
            return payload.content if len(payload.content) <= _KEPT_WHOLE else msgspec.json.encode(record)
        return msgspec.json.encode(alone)

    def _changed(self, content: Json, sight: _Sight) -> Rejected | None:
        """The rejection of a payload that no longer has what the mapping looks for."""
        expected = [one.field.path for one in self._plan]
        if self._time is not None and not self._sparse:
            expected.append(self._time.text)
        lost = [path for path in dict.fromkeys(expected) if not sight.present[path]]
        if not sight.records:
            lost = [self._records.text] if self._records_are_gone(content) else []
        elif self._sparse and len(lost) < len(set(expected)):
            lost = []
        if not lost:
            return None
        whole = sight.payload.content
        paths = ", ".join(lost[:10])
        reason = f"Der Feed hat sich geändert: In keinem Datensatz steht etwas unter {paths}."
        if self._sparse:
            reason = f"In der Nachricht steht nichts unter {paths}."
        return Rejected(
            reason=reason,
            where=", ".join(lost)[:200],
            raw=whole if len(whole) <= _KEPT_WHOLE else self._raw(sight.first, sight.payload),
        )

    def _records_are_gone(self, content: Json) -> bool:
        """Whether even the place of the records is missing; an empty list is none."""
        steps = self._records.steps
        if not steps:
            return False
        before = Query(text="", steps=steps[:-1], compiled=self._records.compiled)
        return not before.all(content, loose=self._form.loose)

    def _where(self, error: CityError) -> str:
        return self._mapping.time.path if isinstance(error, TimeUnreadable) else self._mapping.thing


def _place(mapping: Mapping, form: Form) -> tuple[Query | None, Query | None]:
    """Where longitude and latitude stand."""
    told = bool(mapping.longitude or mapping.latitude)
    longitude = mapping.longitude or (_LONGITUDE if form.kind == "geojson" and not told else "")
    latitude = mapping.latitude or (_LATITUDE if form.kind == "geojson" and not told else "")
    return query(longitude) if longitude else None, query(latitude) if latitude else None
