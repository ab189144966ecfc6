# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Run codecs: payload in, data out; safe to be called by many threads.

Scripts never run in this process: see ``codecs.sandbox``.
"""

from __future__ import annotations

import atexit
import hashlib
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from stadtkern.flow.devices.sensing.words import Json

from . import answers, suspending
from .models import CodecVersion
from .sandbox.protocol import Kind
from .sandbox.supervisor import Outcome, Script, Supervisor
from .words import CodecFailed, CodecSuspended, DecodedPayload, Encoded, Uplink

KNOWN_S = 2.0
"""A version suspended or resumed in another process is known as such after at most this long [s]."""
_MOST_KNOWN = 2000
_BATCH = 100


@dataclass(kw_only=True, slots=True)
class _Known:
    script: Script
    suspended: str
    strikes: int
    until: float


_LOCK = threading.Lock()
_KNOWN: dict[int, _Known] = {}
_WORKERS: list[Supervisor] = [Supervisor()]


def provide(workers: int) -> None:
    """Say how many worker processes run scripts; called by ``settings.wiring``. They start at first use."""
    if workers != len(_WORKERS):
        stop()
        _WORKERS[:] = [Supervisor() for _ in range(workers)]


def decode(version_id: int, uplink: Uplink) -> DecodedPayload:
    """What a device has said, by ``decodeUplink`` or the older ``Decoder`` and ``Decode``.

    Raises:
        CodecFailed: the codec gives no answer, is suspended or unknown.
    """
    found = decode_many(version_id, [uplink])[0]
    if isinstance(found, CodecFailed):
        raise found
    return found


def decode_many(version_id: int, uplinks: Sequence[Uplink]) -> list[DecodedPayload | CodecFailed]:
    """What devices of one type have said, in order; faster than one by one.

    A failure stands in the place of its uplink; once the codec is suspended, that is what remains.
    """
    done: list[DecodedPayload | CodecFailed] = []
    for start in range(0, len(uplinks), _BATCH):
        texts = [_uplink(one) for one in uplinks[start : start + _BATCH]]
        done += [_read(one) for one in _outcomes(version_id, "uplink", texts)]
    return done


def decode_downlink(version_id: int, uplink: Uplink) -> DecodedPayload:
    """What a command means, by ``decodeDownlink``.

    Raises:
        CodecFailed: as for :func:`decode`.
    """
    return answers.decoded(_settled(_outcomes(version_id, "downlink", [_uplink(uplink)])[0]))


def encode(version_id: int, data: Mapping[str, Json], *, f_port: int = 1) -> Encoded:
    """The bytes of a command, by ``encodeDownlink`` or the older ``Encoder``, which is told ``f_port``.

    Raises:
        CodecFailed: as for :func:`decode`, or no frame can carry what the codec says.
    """
    text = msgspec.json.encode({"data": data, "fPort": f_port}).decode()
    return answers.encoded(_settled(_outcomes(version_id, "encode", [text])[0]))


def attempt(script: str, kind: Kind, inputs: Sequence[Mapping[str, Json]]) -> list[Outcome]:
    """Outcomes of a script that is no version yet; inputs as ``{fPort, bytes, recvTime}`` or ``{data}``."""
    made = Script(key=f"attempt:{hashlib.sha256(script.encode()).hexdigest()}", text=script)
    return _worker(made.key).call(made, kind, [msgspec.json.encode(one).decode() for one in inputs])


def forget() -> None:
    """Look again: a version was suspended or resumed."""
    with _LOCK:
        _KNOWN.clear()


def stop() -> None:
    """End the worker processes; they start again at the next use."""
    for worker in _WORKERS:
        worker.stop()


atexit.register(stop)


def _uplink(uplink: Uplink) -> str:
    given: dict[str, Json] = {"bytes": list(uplink.payload), "fPort": uplink.f_port}
    if uplink.received_at is not None:
        given["recvTime"] = round(uplink.received_at.timestamp() * 1000)
    return msgspec.json.encode(given).decode()


def _read(outcome: Outcome | CodecFailed) -> DecodedPayload | CodecFailed:
    if isinstance(outcome, CodecFailed):
        return outcome
    try:
        return answers.decoded(outcome)
    except CodecFailed as failure:
        return failure


def _settled(outcome: Outcome | CodecFailed) -> Outcome:
    if isinstance(outcome, CodecFailed):
        raise outcome
    return outcome


def _outcomes(version_id: int, kind: Kind, inputs: Sequence[str]) -> Sequence[Outcome | CodecFailed]:
    known = _known(version_id)
    if known is None:
        return [CodecFailed("Diese Fassung des Codecs gibt es nicht.")] * len(inputs)
    if known.suspended:
        return [CodecSuspended(f"Der Codec ist stillgelegt: {known.suspended}")] * len(inputs)
    outcomes = _worker(known.script.key).call(known.script, kind, inputs)
    strikes = known.strikes
    for outcome in outcomes:
        strikes = _judged(version_id, outcome, strikes)
    known.strikes = strikes
    return outcomes


def _judged(version_id: int, outcome: Outcome, strikes: int) -> int:
    """How many calls in a row went over a limit, this one included."""
    if outcome.trouble in {"time", "memory"}:
        if suspending.strike(version_id, outcome.trouble):
            forget()
        return strikes + 1
    if strikes and outcome.trouble is None:
        suspending.clear(version_id)
        return 0
    return strikes


def _worker(key: str) -> Supervisor:
    """The same worker for the same script, so that it is loaded once."""
    return _WORKERS[hash(key) % len(_WORKERS)]


def _known(version_id: int) -> _Known | None:
    found = _KNOWN.get(version_id)
    if found is not None and found.until > time.monotonic():
        return found
    wanted = ("script", "digest", "suspended_reason", "suspended_at", "strikes")
    row = CodecVersion.objects.only(*wanted).filter(pk=version_id).first()
    if row is None:
        return None
    known = _Known(
        script=Script(key=f"{version_id}:{row.digest}", text=row.script),
        suspended=row.suspended_reason if row.suspended_at else "",
        strikes=row.strikes,
        until=time.monotonic() + KNOWN_S,
    )
    with _LOCK:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[version_id] = known
    return known
