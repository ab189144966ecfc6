# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""SIGKILL while a network server delivers: every uplink is stored once, none is lost, none doubled."""

from __future__ import annotations

import http.client
import random
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from stadtkern.flow.ingest.lorawan.tests import uplinks
from stadtkern.settings.tests.city_process import environment, free_port, migrated

from . import lorawan_city
from .cities import Life, codes, counts, living, opened_lake, wait_until

pytestmark = pytest.mark.slow

_UPLINKS = 1_000
_DEVICES = 20
_SENDERS = 4
_KILLS = 5
_RETRIES_S = 120


@dataclass(kw_only=True)
class NetworkServer:
    """Delivers every message until it is acknowledged, as webhooks with retries do."""

    port: int
    waiting: list[bytes]
    acknowledged: list[bytes] = field(default_factory=list)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def work(self) -> None:
        """Deliver until nothing waits; a city that is gone is tried again."""
        while True:
            with self.turn:
                if not self.waiting:
                    return
                body = self.waiting.pop()
            done = self._delivered(body)
            with self.turn:
                (self.acknowledged if done else self.waiting).append(body)
            if not done:
                threading.Event().wait(0.05)

    def has(self, goal: int) -> bool:
        """Whether so many messages are acknowledged, or all."""
        return len(self.acknowledged) >= goal or not self.waiting

    def _delivered(self, body: bytes) -> bool:
        headers = {"Authorization": f"Bearer {lorawan_city.TOKEN}", "Content-Type": "application/json"}
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as link:
                link.request("POST", f"/api/lorawan/v1/{lorawan_city.KEY}/", body, headers)
                return link.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


def test_a_thousand_uplinks_delivered_twice_with_kills_are_stored_once(tmp_path: Path) -> None:
    chance = random.Random(868)  # noqa: S311 - a repeatable sequence, not a secret
    data, port = tmp_path / "data", free_port()
    migrated(data)
    subprocess.run(
        [sys.executable, lorawan_city.__file__, str(_DEVICES)], env=environment(data), check=True, timeout=60
    )
    bodies = messages() * 2
    chance.shuffle(bodies)
    server = NetworkServer(port=port, waiting=bodies)
    senders = [threading.Thread(target=server.work) for _ in range(_SENDERS)]
    for sender in senders:
        sender.start()

    for number in range(1, _KILLS + 1):
        life = Life(data=data, port=port)
        life.wait_until_it_answers()
        goal = number * 2 * _UPLINKS // (_KILLS + 1) + chance.randrange(50)
        wait_until(partial(server.has, goal), _RETRIES_S)
        chance.choices([life.kill, life.kill_parent, life.kill_worker], weights=[3, 1, 1])[0]()
    with living(data, port=port):
        for sender in senders:
            sender.join(_RETRIES_S)
        wait_until(lambda: states(data) == {"decoded": _UPLINKS}, 60)

    assert len(server.acknowledged) == 2 * _UPLINKS
    assert stored(data) == [_UPLINKS // _DEVICES] * _DEVICES
    assert frames(data) == [(_UPLINKS // _DEVICES, 0, 0)] * _DEVICES


def messages() -> list[bytes]:
    """Uplinks of all devices, ten minutes apart; every frame has its number as temperature."""
    each = _UPLINKS // _DEVICES
    return [
        uplinks.uplink(
            dev_eui=lorawan_city.dev_eui(device),
            f_cnt=number,
            data=uplinks.climate(number / 10),
            at=uplinks.NOW + timedelta(minutes=10 * number),
        )
        for device in range(_DEVICES)
        for number in range(each)
    ]


def states(data: Path) -> dict[str, int]:
    """How many raw uplinks are in which state."""
    with closing(sqlite3.connect(data / "register.sqlite3")) as register:
        return dict(register.execute("select state, count(*) from lorawan_uplink group by state"))


def frames(data: Path) -> list[tuple[int, int, int]]:
    """Received, lost and resets of every device."""
    with closing(sqlite3.connect(data / "register.sqlite3")) as register:
        return list(register.execute("select received, lost, resets from lorawan_device order by dev_eui"))


def stored(data: Path) -> list[int]:
    """Rows of the temperature of every device, each with a time of its own and none superseded."""
    ids = codes(data)
    with opened_lake(data) as lake:
        found = counts(lake)
    wanted = [ids[f"{lorawan_city.KEY}/{lorawan_city.dev_eui(n)}/air_temperature"] for n in range(_DEVICES)]
    assert all(found[one].rows == found[one].times for one in wanted)
    return [found[one].rows for one in wanted]
