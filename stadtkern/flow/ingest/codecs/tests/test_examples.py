# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Real payloads of the public device repository through scripts of our own, and what differs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stadtkern.flow.ingest.codecs import examples
from stadtkern.flow.ingest.codecs.examples import Example
from stadtkern.flow.ingest.codecs.starters import STARTERS, Starter
from stadtkern.kernel.errors import PayloadRejected

PAYLOADS = Path(__file__).parent / "payloads"
WRITTEN = {
    "vendor/arduino/loravisionshield-codec.yaml": "loravisionshield.js",
    "vendor/bosch/tps110-0292-codec.yaml": "tps110.js",
    "vendor/decentlab/dl-ds18-codec.yaml": "dl-ds18.js",
    "vendor/milesight-iot/am107-codec.yaml": "am107.js",
}


def published(codec: str) -> list[Example]:
    """The examples of one codec as the repository publishes them."""
    recorded = json.loads((PAYLOADS / "lorawan-devices.json").read_text(encoding="utf-8"))
    return examples.listed([one for one in recorded["examples"] if one["codec"] == codec])


def script(codec: str) -> str:
    return (PAYLOADS / WRITTEN[codec]).read_text(encoding="utf-8")


@pytest.mark.parametrize("codec", WRITTEN)
def test_published_payloads_come_out_as_published(codec: str) -> None:
    judged = examples.run(script(codec), published(codec))
    assert judged
    assert [one.differences for one in judged if not one.fulfilled] == []


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.key)
def test_a_codec_that_comes_with_the_platform_fulfils_its_examples(starter: Starter) -> None:
    judged = examples.run(starter.script(), examples.listed(list(starter.examples)))
    assert [(one.example.description, one.differences) for one in judged if not one.fulfilled] == []


def test_a_difference_says_where_it_is_and_what_was_expected() -> None:
    wrong = script("vendor/milesight-iot/am107-codec.yaml").replace("/ 10; return 2", "/ 100; return 2")
    judged = examples.run(wrong, published("vendor/milesight-iot/am107-codec.yaml"))
    assert judged[0].differences == ("$.data.temperature: erwartet 30.8, erhalten 3.08",)
    assert judged[1].fulfilled


def test_a_codec_that_fails_says_why_at_each_example() -> None:
    judged = examples.run("function decodeUplink(i) { return nothing; }", published(next(iter(WRITTEN))))
    assert "nothing is not defined" in judged[0].differences[0]
    assert "keine Funktion „encodeDownlink“" in judged[2].differences[0]


def test_expected_errors_are_compared_too() -> None:
    given = examples.listed(
        [{"input": {"fPort": 9, "bytes": "0a0b"}, "output": {"errors": ["unknown port"]}}]
    )
    good = "function decodeUplink(i) { return {errors: ['unknown port']}; }"
    bad = "function decodeUplink(i) { return {data: {}}; }"
    assert examples.run(good, given)[0].fulfilled
    assert not examples.run(bad, given)[0].fulfilled


def test_errors_that_nobody_expects_are_a_difference() -> None:
    given = examples.listed([{"input": {"fPort": 1, "bytes": []}, "output": {"data": {}}}])
    judged = examples.run("function decodeUplink() { return {data: {}, errors: ['leer']}; }", given)
    assert "leer" in judged[0].differences[0]


def test_what_is_null_and_what_is_missing_is_the_same_but_nothing_is_no_zero() -> None:
    assert list(examples.differences({"a": None, "b": [1.0]}, {"b": [1]})) == []
    assert list(examples.differences({"a": 0}, {})) == ["$.a: erwartet 0, erhalten nichts"]
    assert list(examples.differences({"a": True}, {"a": 1})) == ["$.a: erwartet true, erhalten 1"]
    assert list(examples.differences([1, 2], [1])) == ["$: erwartet [1,2], erhalten [1]"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "kein JSON"),
        ('"x"', "keine Liste"),
        ("[1]", "müssen Objekte sein"),
        ('[{"input": {}, "output": 5}]', "müssen Objekte sein"),
        ('[{"type": "quer", "input": {}, "output": {}}]', "unbekannter Typ"),
        ('[{"input": {"bytes": "xyz"}, "output": {}}]', "hexadezimal"),
        ('[{"input": {"bytes": [300]}, "output": {}}]', "hexadezimal"),
        ('[{"type": "encode", "input": {}, "output": {}}]', "fehlt „data“"),
        (json.dumps([{"input": {"bytes": []}, "output": {}}] * 201), "erlaubt sind 200"),
    ],
)
def test_examples_that_cannot_be_read_are_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(PayloadRejected, match=reason):
        examples.read(text)
