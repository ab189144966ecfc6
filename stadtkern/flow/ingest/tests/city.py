# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small city for the tests of ingest: one subject with a file source, one with a feed, and its people."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.ingest import counters, keys, limits, streams
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.words import StoredObservation
from stadtkern.kernel import events, registry
from stadtkern.kernel.domain import DL_DE_BY_2, Domain, Pull, Retention, Source
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.models import Person
from stadtkern.kernel.observation import (
    Decoded,
    Observation,
    Payload,
    Rejected,
    Series,
    Station,
    observation_columns,
)
from stadtkern.kernel.quantities import BICYCLE_COUNT
from stadtkern.kernel.tests.people_of_tests import administrator as boss
from stadtkern.kernel.tests.people_of_tests import employ

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PAYLOADS = Path(__file__).parent / "payloads"
BERLIN = ZoneInfo("Europe/Berlin")


def decode_counts(payload: Payload) -> Decoded:
    """Counting files of Münster, total column only."""
    lines = payload.content.decode("utf-8-sig").splitlines()
    if not lines or not lines[0].startswith("Datetime,"):
        raise PayloadRejected("Zeile 1: erwartet wird eine Spalte „Datetime“.")
    site = lines[0].split(",")[1].split(" ")[0]
    code = f"muenster/{site}/{site}"
    found, rejected = [], []
    for number, line in enumerate(lines[1:], start=2):
        time, count = next(csv.reader(io.StringIO(line)))[:2]
        try:
            moment = datetime.fromisoformat(time).replace(tzinfo=BERLIN).astimezone(UTC)
            found.append(Observation(datastream=code, phenomenon_time=moment, result=float(count)))
        except ValueError:
            raw = f"{lines[0]}\n{line}\n".encode()
            rejected.append(Rejected(reason="Keine Anzahl.", raw=raw, where=f"Zeile {number}"))
    return Decoded(
        stations=(Station(code=f"muenster/{site}", name="Neutor", longitude=7.61, latitude=51.97),),
        series=(
            Series(
                code=code,
                station=f"muenster/{site}",
                name="Neutor",
                quantities=("bicycle_count",),
                period=True,
            ),
        ),
        observations=observation_columns(found),
        rejected=tuple(rejected),
    )


def decode_feed(payload: Payload) -> Decoded:
    """A JSON object with ``time`` and ``count``."""
    try:
        given = msgspec.json.decode(payload.content)
        moment, count = datetime.fromisoformat(given["time"]), float(given["count"])
    except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
        raise PayloadRejected("Erwartet wird ein Objekt mit time und count.") from error
    return Decoded(
        stations=(Station(code="feed/1", name="Messplatz"),),
        series=(Series(code="feed/1/count", station="feed/1", name="Räder", quantities=("bicycle_count",)),),
        observations=observation_columns(
            [Observation(datastream="feed/1/count", phenomenon_time=moment, result=count)]
        ),
    )


def faulty(payload: Payload) -> Decoded:
    """A decoder with a fault."""
    raise ZeroDivisionError(payload.name)


def source(key: str, **more: object) -> Source:
    """A declared source with the usual legal facts."""
    given: dict[str, object] = {
        "title": key,
        "title_en": key,
        "publisher": "Stadt Münster",
        "homepage": "https://opendata.stadt-muenster.de",
        "licence": DL_DE_BY_2,
        "attribution": "Stadt Münster",
        "decode": decode_counts,
        "files": (),
        "recorded": "100035541/2025-10.csv",
        **more,
    }
    return Source(key=key, **given)  # type: ignore[arg-type]  # the tests give what each field takes


def city(*, url: str = "http://127.0.0.1:9/", every_s: int = 60) -> list[Domain]:
    """Two subjects; the feed is fetched from ``url``."""
    counts = source("counts", files=("*/20[0-9][0-9]-[01][0-9].csv",))
    broken = source("faulty", files=("*.faulty",), decode=faulty)
    feed = source(
        "feed",
        decode=decode_feed,
        files=("feed.json",),
        pull=Pull(url=url, every_s=every_s, media_type="application/json"),
        outage_after_s=3600,
    )
    return [
        _domain("bikes", "Amt für Mobilität", (counts, broken)),
        _domain("feeds", "Amt für Daten", (feed,)),
    ]


@contextmanager
def declared() -> Iterator[None]:
    """The small city in place of the real one, with the usual limits and nothing remembered."""
    before, bounds, listeners = registry.domains(), limits.limits(), events.wired()
    registry.declare(city())
    limits.provide(limits.Limits())
    _forget()
    try:
        yield
    finally:
        registry.declare(before)
        limits.provide(bounds)
        events.wire(listeners)
        _forget()


def _forget() -> None:
    streams.forget()
    keys.forget()
    counters.forget()


def _domain(name: str, department: str, sources: tuple[Source, ...]) -> Domain:
    return Domain(
        name=name,
        title=name,
        title_en=name,
        slug=name,
        summary="",
        summary_en="",
        department=department,
        fields_of_action=(),
        quantities=(BICYCLE_COUNT,),
        sources=sources,
        retention=Retention(days=None, reason="Zeitreihe"),
    )


def api_key(
    name: str = "sensor", *, domain: str = "bikes", may_register: bool = True, source: str = ""
) -> str:
    """A fresh key; the secret."""
    facts = keys.NewKey(name=name, domain=domain, may_register=may_register, source=source)
    return keys.create("test", facts, now=NOW)[1]


PASSWORD = secrets.token_urlsafe(16)


def administrator() -> Person:
    """A person who may do everything."""
    return boss("admin", PASSWORD)


def editor(department: str, username: str = "editor") -> Person:
    """A person who works for one department."""
    person = Person.objects.create_user(username=username, password=PASSWORD)
    employ(person, department)
    return person


def stored(code: str) -> list[StoredObservation]:
    """Everything that the lake holds of a datastream, oldest first."""
    return lake().observations(
        Datastream.objects.get(code=code).pk,
        start=datetime(1900, 1, 1, tzinfo=UTC),
        end=datetime(2300, 1, 1, tzinfo=UTC),
        limit=10_000,
    )


def results(code: str) -> list[float | None]:
    """The numbers that the lake holds of a datastream, oldest first."""
    return [row.result for row in stored(code)]
