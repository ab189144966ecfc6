# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A process that changes, moves and removes observations until it is killed; each finished edit is one line.

Edit ``number`` always means the same. Run as ``python -m … <folder> <first number>``; the lake must hold
``OBSERVATIONS`` values of each of the datastreams 1 (changed), 2 (moved) and 3 (removed).
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stadtkern.flow.lake.addresses import Address
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.times import micros

from .given import at
from .pusher import settings

OBSERVATIONS = 2_000
FAR = 100_000
"""Quarters of an hour by which observations of datastream 2 are moved."""


def address(datastream: int, quarter: int) -> Address:
    """Id of an observation as it was stored first."""
    return Address(datastream, micros(at(quarter)), 0)


def edit(lake: Lake, number: int) -> None:
    """Edit ``number``: a new result, another time, or gone."""
    quarter = number // 3 % OBSERVATIONS
    if number % 3 == 0:
        lake.change(address(1, quarter), {"result": float(number)})
    elif number % 3 == 1:
        lake.change(address(2, quarter), {"phenomenon_time": at(FAR + number)})
    else:
        lake.remove([address(3, quarter)])


def main(folder: Path, first: int) -> None:
    """Edit ``first``, ``first + 1``, … for ever, three at once."""
    lake = Lake.open(settings(folder, ""))
    with ThreadPoolExecutor(3) as callers:
        number = first
        while True:
            several = range(number, number + 3)
            for done, _ in zip(several, callers.map(lambda one: edit(lake, one), several), strict=True):
                os.write(1, f"{done}\n".encode())
            number += 3


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
