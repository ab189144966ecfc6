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
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from .mangling import mutated, twisted
from .service import (
    ROOT,
    Service,
    datastream,
    location,
    observation,
    observed_property,
    sensor,
    station,
    thing,
)

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
SUITED: tuple[tuple[str, object], ...] = (
    ("Things", station(values=2)),
    ("Things", thing()),
    ("Locations", location()),
    ("ObservedProperties", observed_property()),
    ("Sensors", sensor()),
    ("Datastreams('1')/Observations", observation(3, 7, parameters={"a": 1}, resultQuality={"b": [2]})),
    ("Observations", observation(3, 7, Datastream={"@iot.id": "1"})),
    ("Things('1')/Datastreams", datastream()),
    ("Things('1')/HistoricalLocations", {"time": "2026-05-01T00:00:00Z", "Locations": [location()]}),
    ("Things('1')/Locations/$ref", {"@iot.id": "1"}),
    (
        "CreateObservations",
        [
            {
                "Datastream": {"@iot.id": "1"},
                "components": ["phenomenonTime", "result", "resultTime", "parameters"],
                "dataArray": [
                    ["2026-05-01T01:00:00Z", 1, None, {}],
                    ["2026-05-01T02:00:00Z", "x", None, None],
                ],
            }
        ],
    ),
)
"""Bodies that fit their path; ids are replaced by ones that exist."""
METHODS = ("GET", "GET", "GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS")
TYPES = (
    "application/json",
    "application/json-patch+json",
    "text/plain",
    "application/json; charset=utf-16",
    "multipart/mixed; boundary=x",
    "",
)


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request as it is sent."""

    method: str
    target: str
    """Path and query below the root, percent-encoded."""
    media_type: str
    body: str | None


def request(number: int, known: Sequence[str] = ()) -> Request:
    """The random request of this number; ``known``: targets of the city that really exist."""
    chance = random.Random(number)  # noqa: S311 - wants to be repeated, not to be secret
    if known and chance.random() < 0.3:
        target = mutated(chance, chance.choice(known), 0.5)
        return _sent(chance, quote(target, safe=_SAFE), known)
    if known and chance.random() < 0.3:
        return _fitting(chance, known)
    path = mutated(chance, chance.choice(PATHS), 0.3)
    if known and chance.random() < 0.4:
        path = chance.choice([one for one in known if "?" not in one] or [path])
    options = [mutated(chance, one, 0.6) for one in chance.sample(OPTIONS, chance.choice((0, 1, 1, 2, 3)))]
    safe = _SAFE if chance.random() < 0.8 else "/()=$&'"
    target = quote(path, safe=safe) + ("?" + quote("&".join(options), safe=safe) if options else "")
    return _sent(chance, target, known)


def _sent(chance: random.Random, target: str, known: Sequence[str]) -> Request:
    method = chance.choice(METHODS)
    if chance.random() < 0.05:
        batch = _batch(chance, known)
        return Request(method="POST", target="$batch", media_type="application/json", body=batch)
    body = _body(chance) if method in ("POST", "PATCH", "PUT") else None
    kind = TYPES[0] if chance.random() < 0.7 else chance.choice(TYPES)
    return Request(method=method, target=target, media_type=kind, body=body)


def _fitting(chance: random.Random, known: Sequence[str]) -> Request:
    """A body that fits its path, nearly: most get past the first checks, and many are stored."""
    path, content = chance.choice(SUITED)
    text = json.dumps(_damaged(chance, content, (0, 0, 1, 1, 2)))
    for name in ("Things", "Datastreams"):
        ids = [one.removeprefix(f"{name}('")[:-2] for one in known if re.fullmatch(rf"{name}\('\d+'\)", one)]
        if ids:
            one = chance.choice(ids)
            path = path.replace(f"{name}('1')", f"{name}('{one}')")
            text = text.replace('"@iot.id": "1"', f'"@iot.id": "{one}"')
    method = "POST"
    if chance.random() < 0.3:
        path = chance.choice([one for one in known if one.endswith("')")] or [path])
        method = chance.choice(("PATCH", "PATCH", "PUT"))
    return Request(method=method, target=quote(path, safe=_SAFE), media_type=TYPES[0], body=text)


def _damaged(chance: random.Random, content: object, times: Sequence[int]) -> object:
    for _ in range(chance.choice(times)):
        content = twisted(chance, content)
    return content


def _batch(chance: random.Random, known: Sequence[str]) -> str:
    """Some random requests together, some in a group that succeeds or fails as one."""
    parts = []
    for place in range(chance.choice((0, 1, 2, 3, 8))):
        one = request(chance.getrandbits(48), known) if chance.random() < 0.5 else _fitting(chance, known)
        if one.method in ("HEAD", "OPTIONS"):
            continue
        part: dict[str, object] = {"id": str(place), "method": one.method.lower(), "url": one.target}
        if one.body is not None:
            part["body"] = _content(one.body)
        if chance.random() < 0.3:
            part["atomicityGroup"] = chance.choice(("a", "b"))
        if chance.random() < 0.2:
            part["url"] = chance.choice(("$0", "$0/Datastreams", "/api/sta/v1.1/Things", "http://[::1"))
        parts.append(part)
    content: object = {"requests": parts}
    return mutated(chance, json.dumps(_damaged(chance, content, (0, 0, 1))), 0.05)


def _content(text: str) -> object:
    """What the text says as JSON, or the text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _body(chance: random.Random) -> str:
    text = json.dumps(_damaged(chance, chance.choice(BODIES), (0, 1, 1, 2, 4)))
    return mutated(chance, text, 0.3)


_SAFE = "%/()',;:=$?&@*!+-._~"
_SETS = ("Things", "Datastreams", "MultiDatastreams", "Sensors", "ObservedProperties", "Locations")
_MORE = ("Observations", "FeaturesOfInterest", "HistoricalLocations", "TaskingCapabilities", "Tasks")
_WALKS = ("Observations?$top=1&$filter=result ge 0", "Things?$top=1&$orderby=name desc&$count=true")


def living(service: Service) -> list[str]:
    """Paths, navigation links and next links of some entities that the city has now, a new station too."""
    service.made("Things", station(values=3))
    return sorted({link.split("/v1.1/", 1)[-1] for link in _links(service)})


def _links(service: Service) -> Iterator[str]:
    for asked in (*(f"{name}?$top=2" for name in (*_SETS, *_MORE)), *_WALKS):
        answer = service.get(asked)
        if answer.status != 200:
            continue
        yield from filter(None, [answer.json.get("@iot.nextLink")])
        for record in answer.value:
            yield from (unquote(str(value)) for name, value in record.items() if name.endswith("Link"))


def status_of(port: int, key: str, sent: Request) -> int:
    """What a city on this machine answers, for a batch the worst of its answers; 0: nothing."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": sent.media_type}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        body = sent.body.encode("utf-8", "surrogatepass") if sent.body is not None else None
        connection.request(sent.method, f"{ROOT}/{sent.target}", body, headers)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
    found = re.findall(rb'"status":(5\d\d)', content) if sent.target == "$batch" else []
    return max(answer.status, *map(int, found)) if found else answer.status


def main() -> int:
    """Send random requests for some seconds; 1 when one of them was answered wrongly."""
    port, key, seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    service = Service(port=port, mqtt_port=0, key=key)
    until, number = time.monotonic() + seconds, time.time_ns() // 1_000_000
    statuses: Counter[int] = Counter()
    known: list[str] = []
    while time.monotonic() < until:
        number += 1
        if sum(statuses.values()) % _RENEWED == 0:
            known = living(service)
        sent = request(number, known)
        status = status_of(port, key, sent)
        statuses[status] += 1
        if status == 0 or status >= 500:
            path = SEEDS / f"{number}.json"
            path.write_text(json.dumps(asdict(sent), indent=1) + "\n", encoding="utf-8")
            sys.stderr.write(f"{status} {sent.method} {sent.target[:200]}\n")
    sys.stderr.write(f"{sum(statuses.values())} requests: {dict(sorted(statuses.items()))}\n")
    return int(any(status == 0 or status >= 500 for status in statuses))


_RENEWED = 200
"""After so many requests the city is looked at again, since they also delete."""

if __name__ == "__main__":
    sys.exit(main())
