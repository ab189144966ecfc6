# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The summary of a Wi-Fi controller: state and totals per hotspot, and nothing about any device.

The form is closed: what it does not name is refused, and so is every address of a device, wherever it
stands. What is refused is not kept, not even as raw data; only the reason is.

    {"time": "2026-06-01T10:00:00Z", "period_s": 3600, "hotspots": [
      {"id": "rathaus", "name": "Rathaus", "longitude": 7.6, "latitude": 51.9, "online": true,
       "clients": 17, "sessions": 40, "traffic_gb": 3.2}]}

``clients`` holds at ``time``; ``sessions`` and ``traffic_gb`` are totals of the ``period_s`` that ends then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec

from stadtkern.kernel.observation import (
    Decoded,
    Observation,
    Payload,
    Rejected,
    Series,
    Station,
    observation_columns,
)
from stadtkern.kernel.quantities import WIFI_CLIENTS, WIFI_ONLINE, WIFI_SESSIONS, WIFI_TRAFFIC, Quantity

_HEX = "[0-9a-fA-F]"
_ADDRESS = re.compile(
    rf"(?<![0-9a-zA-Z])(?:{_HEX}{{2}}([:-])(?:{_HEX}{{2}}\1){{4}}{_HEX}{{2}}"
    rf"|{_HEX}{{4}}\.{_HEX}{{4}}\.{_HEX}{{4}}|{_HEX}{{12}})(?![0-9a-zA-Z])"
)
"""MAC-48 in the ways of writing that occur: six pairs, three groups of four, twelve digits."""
_DEVICE_LISTS = frozenset({"clients", "devices", "stations", "users", "sessions", "sta"})
_DEVICE_WORDS = frozenset({"mac", "bssid", "hostname", "ip", "ipv4", "ipv6", "imei", "imsi", "username"})

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
_Number = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class _Hotspot(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    id: _Code
    name: _Text
    online: bool
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)] | None = None
    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)] | None = None
    clients: _Number | None = None
    sessions: _Number | None = None
    traffic_gb: Annotated[float, msgspec.Meta(ge=0, le=1e6)] | None = None


class _Summary(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    time: datetime
    hotspots: Annotated[list[_Hotspot], msgspec.Meta(max_length=5000)]
    period_s: Annotated[int, msgspec.Meta(ge=60, le=86_400)] = 3600


def decode(payload: Payload) -> Decoded:
    """State and totals of all hotspots, or one reason why nothing of the summary was taken."""
    try:
        given = msgspec.json.decode(payload.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _refused("Die Übersicht ist kein JSON.")
    personal = next(_personal(given, "$", 0), "")
    if personal:
        return _refused(personal)
    try:
        summary = msgspec.convert(given, _Summary)
    except msgspec.ValidationError as error:
        return _refused(f"Die Übersicht hat nicht die vereinbarte Form: {error}")
    if summary.time.tzinfo is None:
        return _refused("„time“ braucht eine Zeitzone.")
    return _decoded(summary)


def _decoded(summary: _Summary) -> Decoded:
    stations, series, observations = [], [], []
    end = summary.time.astimezone(UTC)
    start = end - timedelta(seconds=summary.period_s)
    for one in summary.hotspots:
        code = f"wlan/{one.id}"
        stations.append(Station(code=code, name=one.name, longitude=one.longitude, latitude=one.latitude))
        values: tuple[tuple[Quantity, float | None], ...] = (
            (WIFI_ONLINE, float(one.online)),
            (WIFI_CLIENTS, one.clients),
            (WIFI_SESSIONS, one.sessions),
            (WIFI_TRAFFIC, one.traffic_gb),
        )
        for quantity, value in values:
            if value is None:
                continue
            total = quantity.summary == "sum"
            series.append(_series(code, quantity, summary.period_s, total=total))
            observations.append(
                Observation(
                    datastream=f"{code}/{quantity.key}",
                    phenomenon_time=start if total else end,
                    phenomenon_end=end if total else None,
                    result=float(value),
                )
            )
    return Decoded(
        stations=tuple(stations), series=tuple(series), observations=observation_columns(observations)
    )


def _series(station: str, quantity: Quantity, interval_s: int, *, total: bool) -> Series:
    return Series(
        code=f"{station}/{quantity.key}",
        station=station,
        name=quantity.german,
        quantities=(quantity.key,),
        interval_s=interval_s,
        period=total,
    )


def _personal(value: object, at: str, depth: int) -> Iterator[str]:
    """Reasons to refuse the whole summary: addresses of devices, and records of single devices."""
    if depth > 20:
        yield "Die Übersicht ist zu tief verschachtelt."
    elif isinstance(value, str):
        if _ADDRESS.search(value):
            yield f"{at} enthält die Adresse eines Geräts (MAC). Es werden nur Summen angenommen."
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _personal(inner, f"{at}[{place}]", depth + 1)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _named(str(name), inner, at)
            yield from _personal(inner, f"{at}.{_shown(str(name))}", depth + 1)


def _named(name: str, inner: object, at: str) -> Iterator[str]:
    word = name.lower()
    if _ADDRESS.search(name):
        yield f"{at} nennt ein Feld nach der Adresse eines Geräts (MAC). Es werden nur Summen angenommen."
    elif word in _DEVICE_LISTS and isinstance(inner, list | dict):
        yield f"{at}.{word} führt einzelne Geräte auf. Es werden nur Summen angenommen."
    elif set(re.split(r"[^a-z0-9]+", word)) & _DEVICE_WORDS:
        yield f"{at}.{_shown(name)} beschreibt ein einzelnes Gerät. Es werden nur Summen angenommen."


def _shown(name: str) -> str:
    """A name that may stand in a reason: nothing that could be an address."""
    return name[:40] if re.fullmatch(r"[A-Za-z][A-Za-z_-]*", name) and not _ADDRESS.search(name) else "…"


def _refused(reason: str) -> Decoded:
    """Nothing is taken and nothing kept: instead of the raw data stands the reason."""
    told = _ADDRESS.sub("…", reason)
    kept = f"Nicht aufbewahrt. {told}".encode()
    return Decoded(rejected=(Rejected(reason=told, raw=kept),), complaint=told)
