# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Random wrong requests: mutations of right ones, each reproducible from its number.

``python -m tests.conformance.sensorthings.fuzzing PORT KEY SECONDS`` sends them to a city on this machine and
writes what it answered with 500 (or not at all) as seeds, which the tests send again for ever.
"""

from __future__ import annotations

import http.client
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

from .service import ROOT, datastream, location, observation, station, thing

SEEDS = Path(__file__).parent / "seeds"
PATHS = (
    "Things",
    "Things('1')",
    "Things('1')/Datastreams",
    "Things('1')/Locations/$ref",
    "Things('1')/name/$value",
    "Things('1')/properties/a/b",
    "Datastreams('1')/Observations",
    "Datastreams('1')/ObservedProperty",
    "MultiDatastreams",
    "Observations",
    "Observations('1.1777593600000000')",
    "Observations('1.1777593600000000')/FeatureOfInterest",
    "Locations('1')/HistoricalLocations",
    "FeaturesOfInterest('1')/Observations",
    "Sensors",
    "ObservedProperties('1')/Datastreams",
    "TaskingCapabilities",
    "Tasks",
    "$batch",
    "CreateObservations",
    "",
)
OPTIONS = (
    "$top=5",
    "$skip=3",
    "$count=true",
    "$count=exact",
    "$select=name,properties/a",
    "$orderby=name desc,id",
    "$orderby=phenomenonTime desc",
    "$expand=Datastreams($top=1;$expand=Observations($filter=result gt 1))",
    "$expand=Thing/Locations,Sensor",
    "$filter=name eq 'x' or substringof('a',name) and not (length(name) gt 5)",
    "$filter=Datastreams/any(d: d/Observations/any(o: o/result gt 3))",
    "$filter=result add 1 gt 2 and phenomenonTime ge 2026-05-01T00:00:00Z",
    "$filter=st_within(Locations/location,geography'POLYGON((7 51,8 51,8 52,7 51))')",
    "$filter=geo.distance(location,geography'POINT(7 51)') lt 1",
    "$filter=year(phenomenonTime) eq 2026 and result in (1,2,3)",
    "$filter=phenomenonTime sub duration'P1D' lt now()",
    "$filter=overlaps(phenomenonTime,2026-05-01T00:00:00Z/2026-05-02T00:00:00Z)",
    "$filter=properties/a/b/0 eq 1",
    "$apply=groupby((Datastream/id,bucket(phenomenonTime,duration'PT1H')),aggregate(result with mean as m))",
    "$resultFormat=CSV",
    "$resultFormat=GeoJSON",
    "$resultFormat=dataArray",
    "$resultFormat=Parquet",
    "$skiptoken=abc",
    "superseded=true",
)
BODIES: tuple[object, ...] = (
    thing(),
    station(values=2),
    location(),
    datastream(),
    observation(1, 1),
    observation(2, [1, {"a": None}]),
    {"Thing": {"@iot.id": "1"}},
    [{"op": "replace", "path": "/properties/a", "value": 1}],
    [
        {
            "Datastream": {"@iot.id": "1"},
            "components": ["phenomenonTime", "result"],
            "dataArray": [["2026-05-01T01:00:00Z", 1]],
        }
    ],
    {"requests": [{"id": "1", "method": "get", "url": "Things"}]},
    {"taskingParameters": {"a": 1}, "TaskingCapability": {"@iot.id": "1"}},
)
METHODS = ("GET", "GET", "GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS")
TYPES = (
    "application/json",
    "application/json-patch+json",
    "text/plain",
    "application/json; charset=utf-16",
    "multipart/mixed; boundary=x",
    "",
)
PIECES = (
    "'",
    "''",
    "(",
    ")",
    "/",
    "$",
    "%",
    "%00",
    "%25",
    "&",
    ";",
    ",",
    "=",
    " ",
    "null",
    "NaN",
    "INF",
    "-",
    "1e999",
    "99999999999999999999",
    "0",
    "-1",
    "\\",
    '"',
    "\u0000",
    "é",
    "漢",
    "🚲",
    "\ud7ff",
    "1969-12-31T23:59:59Z",
    "2101-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z",
    "0001-01-01T00:00:00Z",
    "duration'P1Y'",
    "eq",
    "and",
    "not",
    "geography'POINT(1e400 0)'",
    "geography'POLYGON EMPTY'",
    "; drop table things --",
    "' or '1'='1",
    "any(",
    "all(x:",
    "$value",
    "$ref",
    "$count",
    "@iot.id",
    "id",
    "Observations",
    "Datastreams",
    "MultiDatastreams",
    "true",
    "{}",
    "[]",
    "..",
    "//",
    "\r\n",
    "\t",
    "result",
    "phenomenonTime",
    "in ()",
    "in (1,'a',null)",
)


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request as it is sent."""

    method: str
    target: str
    """Path and query below the root, percent-encoded."""
    media_type: str
    body: str | None


def request(number: int) -> Request:
    """The random request of this number."""
    chance = random.Random(number)  # noqa: S311 - wants to be repeated, not to be secret
    path = _mutated(chance, chance.choice(PATHS), 0.3)
    options = [_mutated(chance, one, 0.6) for one in chance.sample(OPTIONS, chance.choice((0, 1, 1, 2, 3)))]
    method = chance.choice(METHODS)
    safe = "%/()',;:=$?&@*!+-._~" if chance.random() < 0.8 else "/()=$&'"
    target = quote(path, safe=safe) + ("?" + quote("&".join(options), safe=safe) if options else "")
    body = _body(chance) if method in ("POST", "PATCH", "PUT") else None
    return Request(method=method, target=target, media_type=chance.choice(TYPES), body=body)


def _body(chance: random.Random) -> str:
    content = chance.choice(BODIES)
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        content = _twisted(chance, content)
    text = json.dumps(content)
    return _mutated(chance, text, 0.3)


def _mutated(chance: random.Random, text: str, share: float) -> str:
    """The text, with some characters gone, doubled, moved, or with odd pieces put in."""
    if chance.random() > share:
        return text
    changes: tuple[Callable[[str, int], str], ...] = (
        lambda text, at: text[:at] + chance.choice(PIECES) + text[at:],
        lambda text, at: text[:at] + text[at + chance.randint(1, 6) :],
        lambda text, at: text[:at] + text[at : at + 12] * 2 + text[at + 12 :],
        lambda text, at: text[:at] + chance.choice(PIECES) + text[at + 4 :],
        lambda text, at: text[:at],
    )
    for _ in range(chance.choice((1, 1, 2, 5))):
        text = chance.choice(changes)(text, chance.randint(0, len(text)))
    return text


_ODD: tuple[object, ...] = (
    None,
    True,
    -1,
    1e308,
    "",
    "x" * 5000,
    [],
    {},
    [[[[]]]],
    {"@iot.id": None},
    {"@iot.id": {"a": 1}},
    "1900-01-01T00:00:00Z",
    "2200-01-01T00:00:00Z/1900-01-01T00:00:00Z",
    2**70,
    "\u0000",
    "\ud800",
    {"type": "Point", "coordinates": ["a"]},
    {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
    {"type": "GeometryCollection", "geometries": []},
)


def _twisted(chance: random.Random, content: object) -> object:
    """The content with one value somewhere inside replaced, removed or renamed."""
    if isinstance(content, dict) and content and chance.random() < 0.9:
        key = chance.choice(sorted(content))
        rest = {name: value for name, value in content.items() if name != key}
        kind = chance.random()
        if kind < 0.15:
            return rest
        if kind < 0.25:
            return rest | {key + chance.choice(PIECES): content[key]}
        return content | {key: _twisted(chance, content[key])}
    if isinstance(content, list) and content and chance.random() < 0.8:
        at = chance.randrange(len(content))
        return [*content[:at], _twisted(chance, content[at]), *content[at + 1 :]]
    return chance.choice(_ODD)


def status_of(port: int, key: str, sent: Request) -> int:
    """What a city on this machine answers; 0: nothing."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": sent.media_type}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        body = sent.body.encode("utf-8", "surrogatepass") if sent.body is not None else None
        connection.request(sent.method, f"{ROOT}/{sent.target}", body, headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
    return answer.status


def main() -> int:
    """Send random requests for some seconds; 1 when one of them was answered wrongly."""
    port, key, seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    until, number = time.monotonic() + seconds, time.time_ns() // 1_000_000
    statuses: Counter[int] = Counter()
    while time.monotonic() < until:
        number += 1
        sent = request(number)
        status = status_of(port, key, sent)
        statuses[status] += 1
        if status == 0 or status >= 500:
            path = SEEDS / f"{number}.json"
            path.write_text(json.dumps(asdict(sent), indent=1) + "\n", encoding="utf-8")
            sys.stderr.write(f"{status} {sent.method} {sent.target[:200]}\n")
    sys.stderr.write(f"{sum(statuses.values())} requests: {dict(sorted(statuses.items()))}\n")
    return int(any(status == 0 or status >= 500 for status in statuses))


if __name__ == "__main__":
    sys.exit(main())
