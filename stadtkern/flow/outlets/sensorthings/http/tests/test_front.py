# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The front: what is answered here, the service root, failures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stadtkern.flow.lake import current
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.conformance import CLASSES
from stadtkern.flow.outlets.sensorthings.http import front, routing
from stadtkern.kernel.errors import LakeUnavailable

from .clients import BASE, Client

pytestmark = pytest.mark.django_db


def test_other_addresses_are_answered_behind(lake: Lake) -> None:
    assert Client().get("/api/station").status == 299
    assert Client().get("/").status == 299


def test_the_way_to_the_service_root_is_shown(lake: Lake) -> None:
    answer = Client().get("/api/sta/")
    assert (answer.status, answer.headers["Location"]) == (307, BASE)
    assert Client().get("/api/sta/v3.0/Things").status == 404


@pytest.mark.parametrize("address", ["/api/sta/v1.1", "/api/sta/v1.1/"])
def test_the_service_root_names_sets_and_requirements(lake: Lake, address: str) -> None:
    content = Client().get(address).json
    sets, settings = content["value"], content["serverSettings"]
    assert isinstance(sets, list) and isinstance(settings, dict)
    assert {"name": "Things", "url": f"{BASE}/Things"} in sets
    assert CLASSES[0].uris[0] in settings["conformance"]
    assert settings["stadtkern"]["limits"]["querySeconds"] == 20


@pytest.fixture
def broken_lake() -> Iterator[None]:
    """A lake that cannot be opened."""

    def unavailable() -> Lake:
        raise LakeUnavailable("/secret/folder cannot be read")

    current.provide(unavailable)
    yield
    current.close()


def test_without_the_lake_the_client_is_asked_to_come_again(broken_lake: None) -> None:
    answer = Client().get("Things")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert "secret" not in str(answer.json)


def test_a_fault_is_counted_and_told_without_its_text(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_given: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setitem(routing._SPECIAL, "", fault)
    before = front.faults()
    answer = Client().get("")
    assert (answer.status, answer.json["code"]) == (500, 500)
    assert "secret" not in str(answer.json)
    assert front.faults() == before + 1
