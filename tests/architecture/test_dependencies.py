# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bill of materials names what a city consists of; an audit that compared nothing says so."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.dependencies import Audit, Pinned, bill, locked, npm_parts, said, understood

ROOT = Path(__file__).resolve().parents[2]


def test_what_a_city_needs_is_in_the_lock_and_tools_of_developers_are_not() -> None:
    names = {one.name for one in locked()}
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert {one.partition("==")[0].partition("[")[0].lower() for one in declared} <= names
    assert {"fido2", "qrcode"} & names
    assert not {"pytest", "mypy", "ruff", "moto"} & names
    assert all(one.hashes and one.version for one in locked())


def test_packages_of_pages_carry_their_hash_and_licence() -> None:
    parts = {one["name"]: one for one in npm_parts()}
    assert {"maplibre-gl", "uplot", "htmx.org"} <= {*parts}
    assert "axe-core" not in parts
    assert all(len(one["hashes"][0]["content"]) == 128 and one["licenses"] for one in parts.values())


def test_the_bill_keeps_what_is_needed_and_the_links_between() -> None:
    environment = {
        "components": [{"bom-ref": "a", "name": "A.B"}, {"bom-ref": "t", "name": "tool"}],
        "dependencies": [
            {"ref": "root-component", "dependsOn": ["a", "t"]},
            {"ref": "a", "dependsOn": ["t"]},
            {"ref": "t"},
        ],
    }
    made = bill([Pinned(name="a-b", version="1", hashes=())], environment, [{"bom-ref": "npm:x"}])
    assert [one["bom-ref"] for one in made["components"]] == ["a", "npm:x"]
    assert made["dependencies"] == [
        {"ref": "root-component", "dependsOn": ["a"]},
        {"ref": "a", "dependsOn": []},
        {"ref": "npm:x"},
    ]


def test_a_package_that_was_passed_over_was_not_compared() -> None:
    found = understood({"dependencies": [{"name": "a", "skip_reason": "not found"}]})
    assert found == Audit(compared=0, known=(), unknown=1)
    assert "nicht vergleichbar" in said(found)


def test_a_known_vulnerability_is_named_with_the_version_that_mends_it() -> None:
    flaw = {"id": "PYSEC-1", "fix_versions": ["2.0"], "aliases": ["CVE-1"]}
    found = understood({"dependencies": [{"name": "a", "version": "1.0", "vulns": [flaw]}]})
    assert "a 1.0: PYSEC-1, behoben in 2.0" in said(found)
    assert "1 Pakete verglichen, 1 bekannt" in said(found)
