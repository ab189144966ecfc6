# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Examples of a codec, as the public device repository writes them, and whether a script fulfils them.

One example: ``{"description": …, "type": …, "input": {"fPort": …, "bytes": […]}, "output": {"data": …}}``.
``type`` is ``uplink`` (or left out), ``downlink`` (decoding), ``encode`` (the input then holds ``data``), or
the name of the section in the repository: ``uplinkDecoder``, ``downlinkDecoder``, ``downlinkEncoder``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.kernel.errors import PayloadRejected

from . import answers, running
from .sandbox.protocol import Kind
from .sandbox.supervisor import Outcome
from .words import MOST_EXAMPLES, CodecFailed

_TYPES: Mapping[str, Kind] = {
    "uplink": "uplink",
    "uplinkDecoder": "uplink",
    "downlink": "downlink",
    "downlinkDecoder": "downlink",
    "downlink-decoded": "downlink",
    "encode": "encode",
    "downlinkEncoder": "encode",
    "downlink-encoded": "encode",
}
_MOST_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Example:
    """An input and what the codec must make of it."""

    description: str
    kind: Kind
    input: Mapping[str, Json]
    """``{fPort, bytes, recvTime}`` or ``{data}``."""
    output: Mapping[str, Json]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What became of an example."""

    example: Example
    result: Mapping[str, Json]
    """What the codec gave; empty when it failed."""
    differences: tuple[str, ...]
    """German sentences, at most a few; none: as expected."""

    @property
    def fulfilled(self) -> bool:
        """Whether the codec did what the example says."""
        return not self.differences


def read(text: str) -> list[Example]:
    """Examples from JSON: a list, or an object with ``examples``.

    Raises:
        PayloadRejected: with a German sentence about what cannot be read.
    """
    try:
        given = msgspec.json.decode(text or "[]")
    except msgspec.MsgspecError as error:
        raise PayloadRejected(f"Die Beispiele sind kein JSON: {error}") from error
    return listed(given.get("examples", []) if isinstance(given, dict) else given)


def listed(given: object) -> list[Example]:
    """Examples from what is stored, or was read from JSON.

    Raises:
        PayloadRejected: it is no list of examples.
    """
    if not isinstance(given, list):
        raise PayloadRejected("Die Beispiele sind keine Liste.")
    if len(given) > MOST_EXAMPLES:
        raise PayloadRejected(f"Es sind {len(given)} Beispiele, erlaubt sind {MOST_EXAMPLES}.")
    return [_example(number, one) for number, one in enumerate(given, start=1)]


def stored(examples: Sequence[Example]) -> list[dict[str, Json]]:
    """Examples as they are kept in the register."""
    return [
        {"description": one.description, "type": one.kind, "input": one.input, "output": one.output}
        for one in examples
    ]


def run(script: str, examples: Sequence[Example]) -> list[Judged]:
    """Run the script on all examples in the sandbox; it becomes no version by that."""
    judged: dict[int, Judged] = {}
    for kind in ("uplink", "downlink", "encode"):
        chosen = [(place, one) for place, one in enumerate(examples) if one.kind == kind]
        if not chosen:
            continue
        outcomes = running.attempt(script, kind, [one.input for _, one in chosen])
        for (place, one), outcome in zip(chosen, outcomes, strict=True):
            judged[place] = _judge(one, outcome)
    return [judged[place] for place in sorted(judged)]


def differences(expected: Json, given: Json, at: str = "$") -> Iterator[str]:
    """Where two documents differ, as German sentences; null and missing are the same."""
    if isinstance(expected, Mapping) and isinstance(given, Mapping):
        for name in [*expected, *(one for one in given if one not in expected)]:
            yield from differences(expected.get(name), given.get(name), f"{at}.{name}")
    elif isinstance(expected, list) and isinstance(given, list) and len(expected) == len(given):
        for place, (one, other) in enumerate(zip(expected, given, strict=True)):
            yield from differences(one, other, f"{at}[{place}]")
    elif not _same(expected, given):
        yield f"{at}: erwartet {_shown(expected)}, erhalten {_shown(given)}"


def _judge(example: Example, outcome: Outcome) -> Judged:
    try:
        result = _result(example.kind, outcome)
    except CodecFailed as failure:
        return Judged(example=example, result={}, differences=(str(failure),))
    wanted = {name: value for name, value in example.output.items() if name in result}
    shown = {name: result[name] for name in wanted}
    found = list(differences(wanted, shown))
    if result.get("errors") and not example.output.get("errors"):
        found.insert(0, f"Der Codec meldet: {_shown(result['errors'])}")
    if len(found) > _MOST_SHOWN:
        found = [*found[:_MOST_SHOWN], f"… und {len(found) - _MOST_SHOWN} weitere Abweichungen"]
    return Judged(example=example, result=result, differences=tuple(found))


def _result(kind: Kind, outcome: Outcome) -> dict[str, Json]:
    if kind == "encode":
        made = answers.encoded(outcome)
        return {"fPort": made.f_port, "bytes": list(made.payload), "warnings": list(made.warnings)}
    found = answers.decoded(outcome)
    return {"data": found.data, "warnings": list(found.warnings), "errors": list(found.errors)}


def _example(number: int, given: object) -> Example:
    try:
        written = _object(given)
        parts = {name: _object(written.get(name)) for name in ("input", "output")}
    except TypeError as error:
        raise PayloadRejected(f"Beispiel {number}: „input“ und „output“ müssen Objekte sein.") from error
    said = str(written.get("type") or written.get("kind") or "uplink")
    kind = _TYPES.get(said)
    if kind is None:
        raise PayloadRejected(f"Beispiel {number}: unbekannter Typ „{said}“.")
    if said == "downlink" and "data" in parts["input"]:
        kind = "encode"
    _check(number, kind, parts["input"])
    return Example(
        description=str(written.get("description") or "")[:300],
        kind=kind,
        input=parts["input"],
        output=parts["output"],
    )


def _check(number: int, kind: Kind, given: dict[str, Json]) -> None:
    """The input must be what the kind of call takes; bytes written in hexadecimal become a list."""
    if kind == "encode":
        if "data" not in given:
            raise PayloadRejected(f"Beispiel {number}: in „input“ fehlt „data“.")
        return
    raw = given.get("bytes")
    try:
        given["bytes"] = list(bytes.fromhex(raw) if isinstance(raw, str) else bytes(_numbers(raw)))
    except ValueError as error:
        raise PayloadRejected(
            f"Beispiel {number}: „bytes“ ist weder eine Liste von Zahlen (0 bis 255) noch hexadezimal."
        ) from error


def _numbers(value: Json) -> list[int]:
    if not isinstance(value, list) or any(isinstance(one, bool) or not isinstance(one, int) for one in value):
        raise ValueError
    return [one for one in value if isinstance(one, int)]


def _object(value: object) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _same(expected: Json, given: Json) -> bool:
    if isinstance(expected, bool) or isinstance(given, bool):
        return expected is given
    if isinstance(expected, int | float) and isinstance(given, int | float):
        return math.isclose(expected, given, rel_tol=1e-9, abs_tol=1e-12)
    return type(expected) is type(given) and expected == given


def _shown(value: Json) -> str:
    if value is None:
        return "nichts"
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 80 else f"{text[:80]}…"
