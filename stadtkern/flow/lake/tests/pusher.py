# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A process that appends until it is killed; each acknowledged batch is one line on its standard output.

Batch ``number`` is always the same observations, so that it can be sent again. Small ones stay in the
catalogue, every seventh goes to Parquet. Run as ``python -m … <folder> <catalogue> <first number> <step>``.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pyarrow as pa

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import LakeSettings

from .given import START, batch

_CALLERS = 4


def numbered(number: int) -> pa.Table:
    """The observations of batch ``number``: datastream ``number``, one value a second."""
    rows = 1500 if number % 7 == 0 else 1 + number % 20
    return batch(*[(number, START + timedelta(seconds=second), float(second)) for second in range(rows)])


def main(folder: Path, catalogue: str, first: int, step: int) -> None:
    """Append batches ``first``, ``first + step``, … for ever."""
    lake = Lake.open(settings(folder, catalogue))
    with ThreadPoolExecutor(_CALLERS) as callers:
        number = first
        while True:
            several = [number + step * more for more in range(_CALLERS)]
            for done in callers.map(lambda one: (one, lake.append(numbered(one)).stored), several):
                os.write(1, f"{done[0]} {done[1]}\n".encode())
            number += step * _CALLERS


def settings(folder: Path, catalogue: str) -> LakeSettings:
    """Settings of a small lake; with a catalogue its files are shared by all processes."""
    files = str(folder.parent / "files") if catalogue else ""
    return LakeSettings(folder=folder, catalogue=catalogue, files=files, memory_mb=256, threads=1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
