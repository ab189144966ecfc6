# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The JSON of a push: one observation, an array, or an object with ``observations``; times are RFC 3339.

Everything is decoded in one go; only when that fails is each record looked at on its own, so that one bad
record costs its neighbours nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import msgspec
import pyarrow as pa

from stadtkern.flow.lake.rows import Row
from stadtkern.flow.lake.times import micros
from stadtkern.kernel import observation
from stadtkern.kernel.errors import LimitExceeded, PayloadRejected
from stadtkern.kernel.observation import TIME

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
FIRST_YEAR, LAST_YEAR = 1900, 2199


class PushObservation(msgspec.Struct, forbid_unknown_fields=True, frozen=True, gc=False):
    """One record of a push, in the words of the interface."""

    datastream: str
    """Code of a registered datastream."""
    time: Moment
    """Phenomenon time, or its start."""
    result: float | str | bool | list[object] | dict[str, object]
    end: Moment | None = None
    """End of the phenomenon time."""
    result_time: Moment | None = None
    quality: Annotated[int, msgspec.Meta(ge=0, le=65535)] | None = None
    """Bits of :class:`stadtkern.kernel.observation.Quality`."""
    parameters: dict[str, object] | None = None


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A record that is not stored: its place in the request, why, and its raw JSON."""

    index: int
    reason: str
    raw: bytes


@dataclass(frozen=True, kw_only=True)
class Pushed:
    """A decoded request."""

    observations: Sequence[PushObservation]
    positions: Sequence[int]
    """Place of each observation in the request."""
    refused: tuple[Refusal, ...] = ()


_LIST = msgspec.json.Decoder(list[PushObservation])
_ONE = msgspec.json.Decoder(PushObservation)
_RAW_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_RAW_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_SHAPE = 'Erwartet wird ein Messwert {datastream, time, result}, eine Liste davon oder {"observations": […]}.'


def decode(body: bytes, *, most: int) -> Pushed:
    """The records of a request.

    Raises:
        PayloadRejected: the body is no JSON, or JSON of another shape.
        LimitExceeded: more than ``most`` records.
    """
    start = body.lstrip()[:1]
    try:
        if start == b"[":
            return _decode_list(body, most)
        if start == b"{":
            return _decode_object(body, most)
    except msgspec.DecodeError as error:
        raise PayloadRejected(f"Kein gültiges JSON: {error}.") from error
    except RecursionError as error:
        raise PayloadRejected("Das JSON ist zu tief verschachtelt.") from error
    raise PayloadRejected(_SHAPE)


def columns(observations: Sequence[PushObservation]) -> dict[str, pa.Array[pa.Scalar[pa.DataType]]]:
    """The columns of OBSERVATIONS that are not all null, without ``datastream``."""
    wanted: list[tuple[str, pa.DataType, list[object]]] = [
        ("phenomenon_time", TIME, [o.time for o in observations]),
        ("phenomenon_end", TIME, [o.end for o in observations]),
        ("result_time", TIME, [o.result_time for o in observations]),
        ("result", pa.float64(), [o.result if type(o.result) is float else None for o in observations]),
        ("result_json", pa.string(), [_other(o.result) for o in observations]),
        ("quality", pa.uint16(), [o.quality for o in observations]),
        ("parameters", pa.string(), [_parameters(o) for o in observations]),
    ]
    return {
        name: pa.array(values, kind)
        for name, kind, values in wanted
        if any(value is not None for value in values)
    }


def with_ids(observations: Sequence[PushObservation], ids: Sequence[int]) -> pa.Table:
    """A batch for the lake."""
    return pa.table({"datastream_id": pa.array(ids, pa.int64()), **columns(observations)})


def rows(observations: Sequence[PushObservation], ids: Sequence[int]) -> list[Row]:
    """The same one by one, for a delivery so small that it travels with others."""
    return [_row(one, key) for one, key in zip(observations, ids, strict=True)]


def with_codes(observations: Sequence[PushObservation]) -> pa.Table:
    """The same batch as every decoder hands it over: with the codes of the datastreams."""
    codes = pa.array([o.datastream for o in observations], pa.string())
    return observation.columns(datastream=codes.dictionary_encode(), **columns(observations))


def wrong_time(one: PushObservation) -> str:
    """Why the times of an observation cannot be right; empty when they can."""
    if not FIRST_YEAR <= one.time.year <= LAST_YEAR:
        return f"„time“ liegt nicht zwischen {FIRST_YEAR} und {LAST_YEAR}: Ist die Uhr des Geräts gestellt?"
    if one.end is not None and one.end < one.time:
        return "„end“ liegt vor „time“."
    return ""


def _decode_list(body: bytes, most: int) -> Pushed:
    try:
        found = _LIST.decode(body)
    except msgspec.ValidationError:
        return _one_by_one([bytes(raw) for raw in _RAW_LIST.decode(body)], most)
    _check_number(len(found), most)
    if any(wrong_time(one) for one in found):
        return _one_by_one([bytes(raw) for raw in _RAW_LIST.decode(body)], most)
    return Pushed(observations=found, positions=range(len(found)))


def _decode_object(body: bytes, most: int) -> Pushed:
    try:
        found = _ONE.decode(body)
    except msgspec.ValidationError:
        members = _RAW_OBJECT.decode(body)
        if "observations" not in members:
            return _one_by_one([body], most)
        return _decode_list(_only_list(members), most)
    if wrong_time(found):
        return _one_by_one([body], most)
    return Pushed(observations=[found], positions=range(1))


def _only_list(members: dict[str, msgspec.Raw]) -> bytes:
    inner = bytes(members["observations"])
    if len(members) > 1 or inner.lstrip()[:1] != b"[":
        raise PayloadRejected(_SHAPE)
    return inner


def _one_by_one(raws: Sequence[bytes], most: int) -> Pushed:
    _check_number(len(raws), most)
    found: list[PushObservation] = []
    positions: list[int] = []
    refused: list[Refusal] = []
    for index, raw in enumerate(raws):
        try:
            one = _ONE.decode(raw)
            reason = wrong_time(one)
        except msgspec.ValidationError as error:
            reason = _german(str(error))
        if reason:
            refused.append(Refusal(index=index, reason=reason, raw=raw))
        else:
            found.append(one)
            positions.append(index)
    return Pushed(observations=found, positions=positions, refused=tuple(refused))


def _check_number(number: int, most: int) -> None:
    if number > most:
        raise LimitExceeded(
            f"Eine Anfrage darf höchstens {most} Messwerte enthalten, diese hat {number}; bitte aufteilen."
        )


_FIELD = re.compile(r"`\$\.(\w+)")
_NAMED = re.compile(r"field `(\w+)`")
_TIME_EXAMPLE = "erwartet wird eine Zeit mit Versatz nach RFC 3339, z. B. 2026-03-01T12:00:00+01:00"


def _german(message: str) -> str:
    """A msgspec message in words that a sender can act upon."""
    named, place = _NAMED.search(message), _FIELD.search(message)
    if "missing required" in message and named:
        return f"Feld „{named[1]}“ fehlt; nötig sind datastream, time und result."
    if "unknown field" in message and named:
        allowed = ", ".join(PushObservation.__struct_fields__)
        return f"Feld „{named[1]}“ ist unbekannt; erlaubt sind {allowed}."
    return _wrong_value(place[1] if place else "", message)


def _wrong_value(name: str, message: str) -> str:
    if "timezone" in message:
        return f"„{name}“ hat keinen Zeitversatz; {_TIME_EXAMPLE}."
    if "RFC3339" in message or name in {"time", "end", "result_time"}:
        return f"„{name}“ ist keine gültige Zeit; {_TIME_EXAMPLE}."
    expected = {
        "result": "muss eine Zahl, ein Text, ein Wahrheitswert, eine Liste oder ein Objekt sein",
        "quality": "muss eine ganze Zahl von 0 bis 65535 sein",
        "parameters": "muss ein Objekt sein",
        "datastream": "muss die Kennung eines Datenstroms sein",
    }
    return f"„{name}“ {expected[name]}." if name in expected else _SHAPE


def _row(one: PushObservation, datastream_id: int) -> Row:
    return Row(
        datastream_id=datastream_id,
        phenomenon_time=micros(one.time),
        result=one.result if type(one.result) is float else None,
        result_json=_other(one.result),
        phenomenon_end=None if one.end is None else micros(one.end),
        result_time=None if one.result_time is None else micros(one.result_time),
        quality=one.quality,
        parameters=_parameters(one),
    )


def _other(result: float | str | bool | list[object] | dict[str, object]) -> str | None:
    return None if type(result) is float else msgspec.json.encode(result).decode()


def _parameters(one: PushObservation) -> str | None:
    return None if one.parameters is None else msgspec.json.encode(one.parameters).decode()
