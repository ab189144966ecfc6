# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a worker answers, read with distrust: JSON of limited depth in the form of the device repository."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from stadtkern.flow.devices.sensing.words import Json

from .sandbox.supervisor import Outcome, Trouble
from .words import MOST_DEPTH, MOST_DOWNLINK, PORTS, CodecFailed, DecodedPayload, Encoded

_MOST_MESSAGES = 20
_MOST_LETTERS = 300
_NO_BUFFER = "RangeError: Array buffer allocation failed"
_TROUBLES: Mapping[Trouble, str] = {
    "time": "Der Codec hat länger als 50 ms gerechnet und wurde beendet.",
    "memory": "Der Codec hat mehr als 32 MB Arbeitsspeicher verlangt und wurde beendet.",
    "crash": "Der Arbeitsprozess der Codecs ist während des Aufrufs ausgefallen.",
    "busy": "Die Codecs sind überlastet; der Aufruf kam nicht an die Reihe.",
    "start": "Der Arbeitsprozess der Codecs ließ sich nicht starten.",
}
_SHAPES = {
    "promise": "ein Promise; asynchrone Codecs gibt es nicht",
    "function": "eine Funktion",
    "array": "eine Liste",
    "undefined": "nichts",
    "object": "nichts (null)",
}


class _Answer(msgspec.Struct):
    result: msgspec.Raw = msgspec.Raw(b"{}")
    holes: int = 0
    code: str = ""
    text: str = ""


_DECODER = msgspec.json.Decoder(_Answer)


def decoded(outcome: Outcome) -> DecodedPayload:
    """The data of a decoding call.

    Raises:
        CodecFailed: there is none.
    """
    said, holes = _answer(outcome)
    warnings, errors = _messages(said.get("warnings")), _messages(said.get("errors"))
    if holes:
        warnings = (*warnings, f"{holes} Werte waren keine Zahlen (NaN oder unendlich) und sind leer.")
    data: Json = said.get("data")
    if isinstance(data, Mapping):
        return DecodedPayload(data=data, warnings=warnings, errors=errors)
    if errors:
        return DecodedPayload(data={}, warnings=warnings, errors=errors)
    raise CodecFailed("Der Codec hat keine Daten geliefert: „data“ fehlt oder ist kein Objekt.")


def encoded(outcome: Outcome) -> Encoded:
    """The bytes of an encoding call.

    Raises:
        CodecFailed: there are none, or no frame can carry them.
    """
    said, _holes = _answer(outcome)
    errors = _messages(said.get("errors"))
    if errors:
        raise CodecFailed("Der Codec meldet: " + "; ".join(errors))
    return Encoded(
        f_port=_port(said.get("fPort")),
        payload=_bytes(said.get("bytes")),
        warnings=_messages(said.get("warnings")),
    )


def _answer(outcome: Outcome) -> tuple[Mapping[str, Json], int]:
    """The object that the script gave back, and how many of its numbers were none."""
    if outcome.trouble:
        limit = outcome.trouble in {"time", "memory"}
        raise CodecFailed(_TROUBLES[outcome.trouble], passing=not limit, limit=limit)
    try:
        answer = _DECODER.decode(outcome.answer)
        result: Json = msgspec.json.decode(answer.result)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise CodecFailed("Das Ergebnis des Codecs ist zu tief verschachtelt oder kein JSON.") from error
    if answer.code:
        raise _refusal(answer)
    if _depth(result) > MOST_DEPTH:
        raise CodecFailed(f"Das Ergebnis des Codecs ist tiefer als {MOST_DEPTH} Ebenen verschachtelt.")
    return (result if isinstance(result, Mapping) else {}), answer.holes


def _refusal(answer: _Answer) -> CodecFailed:
    if answer.text.startswith(_NO_BUFFER):
        return CodecFailed(_TROUBLES["memory"], limit=True)
    if answer.code == "missing":
        return CodecFailed(f"Das Skript hat keine Funktion „{answer.text}“.")
    if answer.code == "large":
        return CodecFailed("Das Ergebnis des Codecs ist größer als 64 KiB.")
    if answer.code == "shape":
        said = _SHAPES.get(answer.text, f"kein Objekt, sondern {answer.text}")
        return CodecFailed(f"Das Ergebnis des Codecs ist {said}.")
    return CodecFailed(f"Fehler im Codec: {answer.text or 'ohne Angabe'}")


def _depth(value: Json) -> int:
    """How deep the value is nested; a walk without recursion."""
    deepest = 0
    rest: list[tuple[Json, int]] = [(value, 1)]
    while rest:
        one, depth = rest.pop()
        deepest = max(deepest, depth)
        if depth > MOST_DEPTH:
            break
        inner = one.values() if isinstance(one, Mapping) else one if isinstance(one, list) else ()
        rest += [(part, depth + 1) for part in inner if isinstance(part, Mapping | list)]
    return deepest


def _messages(value: Json) -> tuple[str, ...]:
    given: Sequence[Json] = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(str(one)[:_MOST_LETTERS] for one in given[:_MOST_MESSAGES])


def _port(value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in PORTS:
        raise CodecFailed(f"Der Codec nennt keinen gültigen FPort (1 bis 223): {str(value)[:50]}")
    return int(value)


def _bytes(value: Json) -> bytes:
    if not isinstance(value, list):
        raise CodecFailed("Der Codec hat keine Bytes geliefert: „bytes“ fehlt oder ist keine Liste.")
    if len(value) > MOST_DOWNLINK:
        raise CodecFailed(
            f"Ein Befehl darf höchstens {MOST_DOWNLINK} Bytes lang sein, hier sind es {len(value)}."
        )
    try:
        return bytes(one if isinstance(one, int) else int(str(one)) for one in value)
    except ValueError as error:
        raise CodecFailed(
            "Der Codec hat Bytes geliefert, die keine ganzen Zahlen von 0 bis 255 sind."
        ) from error
