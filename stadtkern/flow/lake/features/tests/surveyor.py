# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A process that writes whole collections until it is killed; each acknowledged one is a line on its output.

Collection ``number`` has ``SIZE`` features that all say that number; every third write also makes the lake
tidy. Run as ``python -m … <folder> <catalogue> <first number> <step>``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pyarrow as pa
import shapely

from stadtkern.flow.lake.features.words import FeatureTable
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.tests.pusher import settings

from .given import later, table

SIZE = 2_000
LAND: FeatureTable = table(7, number="integer")


def survey(number: int) -> pa.Table:
    """The collection as it is at survey ``number``; one feature less each time, some of them moved."""
    names = [f"f{index}" for index in range(number % 5, SIZE)]
    places = shapely.points([6 + index / SIZE for index in range(len(names))], 51 + number % 3)
    return pa.table({"key": names, "geometry": shapely.to_wkb(places), "number": [number] * len(names)})


def main(folder: Path, catalogue: str, first: int, step: int) -> None:
    """Write surveys ``first``, ``first + step``, … for ever."""
    lake = Lake.open(settings(folder, catalogue))
    lake.features.ensure(LAND)
    number = first
    while True:
        lake.features.write(LAND, [survey(number)], complete=True, at=later(number))
        os.write(1, f"{number}\n".encode())
        if number % 3 == 0:
            lake.compact()
        number += step


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
