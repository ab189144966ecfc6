# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What scripts try, and what becomes of it. One worker for all tests: each shows what the last has left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from stadtkern.flow.ingest.codecs import answers
from stadtkern.flow.ingest.codecs.sandbox import supervisor as supervising
from stadtkern.flow.ingest.codecs.sandbox.supervisor import Outcome, Script, Supervisor
from stadtkern.flow.ingest.codecs.words import CodecFailed, DecodedPayload

GOOD = "function decodeUplink(input) { return {data: {t: (input.bytes[0] << 8 | input.bytes[1]) / 10}}; }"
INPUT = '{"bytes":[0,215],"fPort":1}'


@pytest.fixture(scope="module")
def worker() -> Iterator[Supervisor]:
    found = Supervisor()
    yield found
    found.stop()


def script(text: str) -> Script:
    return Script(key=str(hash(text)), text=text)


def body(text: str) -> Script:
    return script(f"function decodeUplink(input) {{ {text} }}")


def outcome(worker: Supervisor, one: Script, given: str = INPUT) -> Outcome:
    return worker.call(one, "uplink", [given])[0]


def decoded(worker: Supervisor, one: Script, given: str = INPUT) -> DecodedPayload:
    return answers.decoded(outcome(worker, one, given))


def failure(worker: Supervisor, one: Script) -> CodecFailed:
    with pytest.raises(CodecFailed) as caught:
        decoded(worker, one)
    return caught.value


def serves(worker: Supervisor) -> bool:
    return decoded(worker, script(GOOD)).data == {"t": 21.5}


@pytest.mark.parametrize(
    "text",
    [
        "while (true);",
        "return {data: {get x() { while (1); }}};",
        "return {data: {r: /^(a+)+$/.test('a'.repeat(40) + 'b')}};",
        "(function again() { Promise.resolve().then(again); })(); return {data: {}};",
        "try { while (1); } finally { while (1); }",
    ],
    ids=["endless", "getter", "regex", "microtasks", "finally"],
)
def test_a_script_that_does_not_end_is_stopped_and_harms_no_other(worker: Supervisor, text: str) -> None:
    failed = failure(worker, body(text))
    assert failed.limit
    assert "50 ms" in str(failed)
    assert serves(worker)


@pytest.mark.parametrize(
    "text",
    [
        "var a = []; for (;;) a.push({n: a.length});",
        "var a = []; for (;;) a.push(new Uint8Array(1e7));",
        "var s = 'x', b = []; for (;;) { s += s; b.push(s.replace(/x/g, 'y')); }",
        "return {data: {x: new Array(1e9).fill(7).length}};",
    ],
    ids=["objects", "buffers", "strings", "array"],
)
def test_a_script_that_wants_too_much_memory_is_stopped(worker: Supervisor, text: str) -> None:
    assert failure(worker, body(text)).limit
    assert serves(worker)


def test_an_endless_loop_outside_of_any_function_is_stopped(worker: Supervisor) -> None:
    assert failure(worker, script("while (1);")).limit
    assert serves(worker)


POLLUTION = """
Object.prototype.spoilt = 1;
Object.defineProperty(Object.prototype, "nailed", {value: 1});
Array.prototype.push = function () { return 99; };
JSON.parse = JSON.stringify = function () { return "{}"; };
Math.round = function () { return 99; };
String.prototype.charAt.call = function () { return "z"; };
Object.setPrototypeOf(Array.prototype, {inherited: 1});
Number.prototype.toFixed = null;
globalThis.parseInt = null;
left = (typeof left === "undefined" ? 0 : left) + 1;
var module_state = (typeof module_state === "undefined" ? 0 : module_state) + 1;
function decodeUplink(input) { return {data: {left: left, state: module_state}}; }
"""
LOOK = """
function decodeUplink(input) {
  var list = []; list.push(1);
  return {data: {
    spoilt: typeof input.spoilt, nailed: typeof input.nailed, push: list.length,
    round: Math.round(1.2), parsed: JSON.parse("[1]")[0], inherited: typeof [].inherited,
    fixed: (1.234).toFixed(1), left: typeof left,
    number: parseInt("7")
  }};
}
"""
UNTOUCHED = {
    "spoilt": "undefined",
    "nailed": "undefined",
    "push": 1,
    "round": 1,
    "parsed": 1,
    "inherited": "undefined",
    "fixed": "1.2",
    "left": "undefined",
    "number": 7,
}


def test_a_script_that_changes_the_language_changes_it_for_no_other(worker: Supervisor) -> None:
    decoded(worker, script(POLLUTION))
    assert decoded(worker, script(LOOK)).data == UNTOUCHED


def test_nothing_survives_from_one_call_to_the_next(worker: Supervisor) -> None:
    spoiling = script(POLLUTION)
    assert [decoded(worker, spoiling).data for _ in range(3)] == [{"left": 1, "state": 1}] * 3


@pytest.mark.parametrize(
    "keep",
    [
        "globalThis.kept",
        "Array.prototype.kept",
        "Math.max.kept",
        "decodeUplink.kept",
        "Symbol.prototype.kept",
        "Object.getPrototypeOf(function* () {}).kept",
        "Intl.kept",
        "Reflect.kept",
        "console.kept",
        "__codec__.kept",
        "RegExp.input",
        "__TimerManager.kept",
    ],
)
def test_no_place_of_the_language_keeps_a_value_for_the_next_call(worker: Supervisor, keep: str) -> None:
    keeping = body(
        f"var before = {keep}; {keep} = 'secret of a device'; return {{data: {{before: before}}}};"
    )
    seen = [decoded(worker, keeping).data.get("before") for _ in range(2)]
    assert "secret of a device" not in seen


def test_a_promise_that_runs_after_the_call_leaves_nothing(worker: Supervisor) -> None:
    late = body(
        "Promise.resolve().then(function () { Object.prototype.late = 1; });"
        "return {data: {late: input.late === 1}};"
    )
    assert [decoded(worker, late).data for _ in range(2)] == [{"late": False}] * 2


def test_a_promise_that_changes_the_language_for_good_costs_the_script_its_engine(worker: Supervisor) -> None:
    late = body(
        "Promise.resolve().then(function () {"
        "  Object.defineProperty(Object.prototype, 'late', {value: 1});"
        "});"
        "return {data: {late: input.late === 1}};"
    )
    assert [decoded(worker, late).data for _ in range(3)] == [{"late": False}] * 3
    assert serves(worker)


def test_a_script_may_extend_the_language_for_itself(worker: Supervisor) -> None:
    extending = script(
        "String.prototype.twice = function () { return this + this; };"
        "function Thing() {} Thing.prototype.toString = function () { return 'thing'; };"
        "function decodeUplink() {"
        "  var e = new Error('x'); e.name = 'Own'; for (i = 0; i < 3; i++);"
        "  return {data: {twice: 'a'.twice(), thing: String(new Thing()), error: String(e), i: i}};"
        "}"
    )
    expected = {"twice": "aa", "thing": "thing", "error": "Own: x", "i": 3}
    assert [decoded(worker, extending).data for _ in range(2)] == [expected] * 2


def test_there_is_no_way_to_the_outside(worker: Supervisor) -> None:
    names = """
        require process module exports fetch XMLHttpRequest WebSocket Deno Bun setTimeout setInterval
        clearTimeout queueMicrotask WebAssembly SharedArrayBuffer Atomics FinalizationRegistry WeakRef
        eval load read print importScripts
    """
    said = ", ".join(f"{name}: typeof {name}" for name in names.split())
    asked = body(f"return {{data: {{{said}}}}};")
    assert set(decoded(worker, asked).data.values()) == {"undefined"}


def test_an_import_loads_nothing(worker: Supervisor) -> None:
    asking = body("var got = 'nothing'; import('fs').then(function () { got = 'module'; }, function () {});"
                  "return {data: {got: got}};")  # fmt: skip
    assert decoded(worker, asking).data == {"got": "nothing"}
    assert serves(worker)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("return function () {};", "eine Funktion"),
        ("return [1];", "eine Liste"),
        ("return null;", "nichts"),
        ("return 5;", "kein Objekt"),
        ("return {then: function () {}};", "Promise"),
        ("return {data: 5};", "„data“ fehlt"),
        ("var a = {}; a.a = a; return {data: a};", "circular"),
        ("throw new Error('unbekannter Port');", "unbekannter Port"),
        ("throw {get message() { throw 1; }};", "ohne Angabe"),
        ("throw undefined;", "undefined"),
        ("return {data: {x: 'y'.repeat(70000)}};", "64 KiB"),
        ("var a = {}, b = a; for (var i = 0; i < 40; i++) b = b.x = {}; return {data: a};", "verschachtelt"),
        (
            "var a = {}, b = a; for (var i = 0; i < 5000; i++) b = b.x = {}; return {data: a};",
            "verschachtelt",
        ),
        ("return {data: {x: 10n}};", "BigInt"),
        ("return decodeUplink(input);", "stack"),
    ],
)
def test_what_is_no_answer_is_told_as_what_it_is(worker: Supervisor, text: str, reason: str) -> None:
    failed = failure(worker, body(text))
    assert reason in str(failed)
    assert not failed.limit


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("function decodeUplink(input) { return ", "SyntaxError"),
        ("}); while (1); (function () {", "SyntaxError"),
        ("async function decodeUplink() { return {data: {}}; }", "Promise"),
        ("var decodeUplink = 5;", "keine Funktion „decodeUplink“"),
    ],
)
def test_a_script_that_cannot_be_used_is_told_as_such(worker: Supervisor, text: str, reason: str) -> None:
    assert reason in str(failure(worker, script(text)))


def test_what_is_no_number_is_empty_and_warned_of(worker: Supervisor) -> None:
    found = decoded(worker, body("return {data: {a: NaN, b: [1 / 0], c: 1}, warnings: ['alt']};"))
    assert found.data == {"a": None, "b": [None], "c": 1}
    assert found.warnings[0] == "alt"
    assert "2 Werte" in found.warnings[1]


def test_a_codec_may_say_errors_itself(worker: Supervisor) -> None:
    found = decoded(worker, body("return {errors: ['unknown FPort']};"))
    assert (found.data, found.errors) == ({}, ("unknown FPort",))


@pytest.mark.parametrize(
    "text",
    [
        "function Decoder(bytes, port) { return {b: bytes[1], p: port}; }",
        "function Decode(fPort, bytes, variables) { return {b: bytes[1], p: fPort}; }",
        "const decodeUplink = (input) => ({data: {b: input.bytes[1], p: input.fPort}});",
        "'use strict'; function decodeUplink({bytes, fPort: p}) { return {data: {b: bytes[1], p}}; } // end",
    ],
    ids=["ttn-old", "chirpstack-3", "arrow", "strict"],
)
def test_all_known_ways_to_write_a_decoder_are_understood(worker: Supervisor, text: str) -> None:
    assert decoded(worker, script(text)).data == {"b": 215, "p": 1}


def test_a_decoder_is_told_when_the_uplink_came(worker: Supervisor) -> None:
    asking = body("return {data: {year: input.recvTime.getUTCFullYear(), then: input.recvTime}};")
    given = '{"bytes":[],"fPort":1,"recvTime":1795348800000}'
    assert decoded(worker, asking, given).data == {"year": 2026, "then": "2026-11-22T12:00:00.000Z"}


def encoded(worker: Supervisor, text: str) -> tuple[int, bytes]:
    made = answers.encoded(worker.call(script(text), "encode", ['{"data":{"on":true},"fPort":7}'])[0])
    return made.f_port, made.payload


@pytest.mark.parametrize(
    "text",
    [
        "function encodeDownlink(input) { return {fPort: 7, bytes: [input.data.on ? 1 : 0]}; }",
        "function Encoder(object, port) { return [object.on ? 1 : 0]; }",
        "function Encode(fPort, obj, variables) { return [obj.on ? 1 : 0]; }",
    ],
    ids=["ttn", "ttn-old", "chirpstack-3"],
)
def test_all_known_ways_to_write_an_encoder_are_understood(worker: Supervisor, text: str) -> None:
    assert encoded(worker, text) == (7, b"\x01")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("{fPort: 0, bytes: [1]}", "FPort"),
        ("{fPort: 224, bytes: [1]}", "FPort"),
        ("{bytes: [1]}", "FPort"),
        ("{fPort: 1, bytes: [256]}", "0 bis 255"),
        ("{fPort: 1, bytes: [1.5]}", "0 bis 255"),
        ("{fPort: 1, bytes: 'ff'}", "keine Bytes"),
        ("{fPort: 1, bytes: new Array(243).fill(0)}", "242"),
        ("{errors: ['geht nicht']}", "geht nicht"),
    ],
)
def test_bytes_that_no_frame_carries_are_refused(worker: Supervisor, answer: str, reason: str) -> None:
    with pytest.raises(CodecFailed, match=reason):
        encoded(worker, f"function encodeDownlink(input) {{ return {answer}; }}")


def test_a_batch_goes_on_after_the_one_that_was_stopped(worker: Supervisor) -> None:
    picky = body("if (input.bytes[0] === 9) while (1); return {data: {b: input.bytes[0]}};")
    inputs = [msgspec.json.encode({"bytes": [one], "fPort": 1}).decode() for one in (1, 9, 2, 3)]
    found = worker.call(picky, "uplink", inputs)
    assert [one.trouble for one in found] == [None, "time", None, None]
    assert answers.decoded(found[3]).data == {"b": 3}


def test_a_batch_of_nothing_but_loops_is_given_up(worker: Supervisor) -> None:
    found = worker.call(body("while (1);"), "uplink", [INPUT] * 50)
    assert [one.trouble for one in found] == ["time"] * 50


def test_a_worker_that_is_killed_during_a_call_takes_only_that_call_with_it(
    worker: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert serves(worker)
    pid = worker.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    killer = threading.Timer(0.05, os.kill, (pid, signal.SIGKILL))
    killer.start()
    failed = failure(worker, script(GOOD))
    killer.join()
    assert failed.passing
    assert not failed.limit
    assert serves(worker)
    assert worker.pid != pid


def test_a_worker_that_keeps_silent_is_replaced(worker: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert serves(worker)
    monkeypatch.setattr(supervising, "DEADLINE_S", 0.05)
    os.kill(worker.pid or 0, signal.SIGSTOP)
    assert outcome(worker, script(GOOD)).trouble == "time"
    monkeypatch.undo()
    assert serves(worker)


def test_calls_of_many_threads_get_their_own_answers(worker: Supervisor) -> None:
    echo = body("return {data: {b: input.bytes[0]}};")
    wrong: list[int] = []

    def ask(number: int) -> None:
        for _ in range(20):
            given = msgspec.json.encode({"bytes": [number], "fPort": 1}).decode()
            if decoded(worker, echo, given).data != {"b": number}:
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert wrong == []


def test_more_scripts_than_the_worker_keeps_ready_are_served(worker: Supervisor) -> None:
    many = [body(f"return {{data: {{n: {number}}}}};") for number in range(30)]
    assert [decoded(worker, one).data for one in many + many[:2]][-3:] == [{"n": 29}, {"n": 0}, {"n": 1}]


def test_the_worker_has_nothing_of_the_city(worker: Supervisor) -> None:
    assert serves(worker)
    process = Path("/proc") / str(worker.pid)
    environment = (process / "environ").read_bytes()
    maps = (process / "maps").read_text()
    assert environment.rstrip(b"\x00") == b"LC_ALL=C.UTF-8"
    assert "psycopg" not in maps
    assert "duckdb" not in maps
    assert "NoNewPrivs:\t1" in (process / "status").read_text()
    assert os.getsid(worker.pid or 0) != os.getsid(0)


def test_no_worker_outlives_its_parent() -> None:
    text = (
        "from stadtkern.flow.ingest.codecs.sandbox.supervisor import Script, Supervisor\n"
        "import os\n"
        "one = Supervisor()\n"
        f"one.call(Script(key='k', text={GOOD!r}), 'uplink', [{INPUT!r}])\n"
        "print(one.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    worker = Path("/proc") / done.stdout.strip()
    until = time.monotonic() + 5
    while _alive(worker) and time.monotonic() < until:
        time.sleep(0.02)
    assert done.stdout.strip().isdecimal()
    assert not _alive(worker)


def _alive(process: Path) -> bool:
    """Whether the process runs; one that nobody has buried yet does not."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
