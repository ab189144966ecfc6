# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ways to damage what is right: text, JSON, bytes."""

from __future__ import annotations

import random
from collections.abc import Callable

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
ODD: tuple[object, ...] = (
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


def mutated(chance: random.Random, text: str, share: float) -> str:
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


def twisted(chance: random.Random, content: object) -> object:
    """The content with one value somewhere inside replaced, removed or renamed."""
    if isinstance(content, dict) and content and chance.random() < 0.9:
        key = chance.choice(sorted(content))
        rest = {name: value for name, value in content.items() if name != key}
        kind = chance.random()
        if kind < 0.15:
            return rest
        if kind < 0.25:
            return rest | {key + chance.choice(PIECES): content[key]}
        return content | {key: twisted(chance, content[key])}
    if isinstance(content, list) and content and chance.random() < 0.8:
        at = chance.randrange(len(content))
        return [*content[:at], twisted(chance, content[at]), *content[at + 1 :]]
    return chance.choice(ODD)


def flipped(chance: random.Random, content: bytes, share: float) -> bytes:
    """The bytes, with some of them changed, gone, doubled or put in."""
    if chance.random() > share:
        return content
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randint(0, len(content))
        middle = chance.choice((b"", chance.randbytes(1), chance.randbytes(3), b"\xff\xff\xff\xff", b"\x00"))
        content = content[:at] + middle + content[at + chance.randint(0, 2) :]
    return content
