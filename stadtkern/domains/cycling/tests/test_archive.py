# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Years of counting files: every filled cell becomes an observation, none is rejected.

Reads the whole archive of Münster where it lies beside the checkout, else the part that ships as demo data.
"""

from __future__ import annotations

import csv
import io
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stadtkern.domains.cycling.sources import decode
from stadtkern.kernel.observation import Payload

ROOT = Path(__file__).resolve().parents[4]
WHOLE = ROOT.parent / "shared/data/muenster-counters/all-23-sites-2019-2026.tar.xz"
DEMO = ROOT / "stadtkern/settings/demo/data/cycling-muenster_2025-08_2026-08.tar.xz"


def files(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of the counting files in an archive."""
    with tarfile.open(archive) as members:
        for member in members:
            stream = members.extractfile(member) if member.name.endswith(".csv") else None
            if stream is not None:
                yield member.name, stream.read()


def filled_cells(content: bytes) -> int:
    """Filled cells of counts, counted without the decoder."""
    rows = csv.reader(io.StringIO(content.decode("utf-8")))
    counted = [n for n, name in enumerate(next(rows)) if n and not name.endswith("-status")]
    return sum(1 for row in rows for n in counted if row[n])


@pytest.mark.slow
def test_every_filled_cell_of_years_of_files_is_an_observation_and_none_is_rejected() -> None:
    archive = WHOLE if WHOLE.exists() else DEMO
    decoded = expected = rejected = 0
    for name, content in files(archive):
        found = decode(Payload(name=name, content=content, received_at=datetime(2026, 8, 22, tzinfo=UTC)))
        decoded += found.observations.num_rows
        rejected += len(found.rejected)
        expected += filled_cells(content)
    assert (decoded, rejected) == (expected, 0)
    assert decoded == (12_463_680 if archive is WHOLE else 796_686)
