# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Compares a ledger of acknowledged batches with the lake, in a process with the settings of the city.

``python -m bench.counting LEDGER.json`` prints how many batches were lost, doubled or stored in part.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

from stadtkern.settings import start

QUERY = Path(__file__).with_name("queries") / "ledger.sql"


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What the lake holds of one batch."""

    datastream_id: int
    number: int
    rows: int
    times: int


@dataclass(kw_only=True)
class Verdict:
    """The ledger beside the lake."""

    acknowledged: int = 0
    lost: int = 0
    """Acknowledged batches of which nothing is stored."""
    partial: int = 0
    """Batches of which some observations are missing."""
    doubled: int = 0
    """Observations that are stored more than once."""


def compare(
    acknowledged: Mapping[int, set[int]], found: Mapping[tuple[int, int], Batch], size: int
) -> Verdict:
    """Batches by datastream id and number; each has ``size`` observations."""
    verdict = Verdict(acknowledged=sum(map(len, acknowledged.values())))
    for datastream, numbers in acknowledged.items():
        verdict.lost += sum((datastream, number) not in found for number in numbers)
    for batch in found.values():
        verdict.partial += batch.times < size
        verdict.doubled += batch.rows - batch.times
    return verdict


def main(path: Path) -> None:
    """Open register and lake as the environment says, compare, print."""
    knobs = start.django(quiet=True)
    models = import_module("stadtkern.flow.devices.models")
    lakes = import_module("stadtkern.settings.lakes")
    told = json.loads(path.read_text())
    codes = dict(models.Datastream.objects.filter(code__in=told["acknowledged"]).values_list("code", "id"))
    acknowledged = {codes[code]: set(numbers) for code, numbers in told["acknowledged"].items()}
    lake = lakes.open_lake(knobs, wait_s=30)
    try:
        rows = lake.rows(QUERY, Batch, datastreams=list(acknowledged))
    finally:
        lake.close()
    verdict = compare(acknowledged, {(one.datastream_id, one.number): one for one in rows}, told["size"])
    sys.stdout.write(json.dumps(asdict(verdict)) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
