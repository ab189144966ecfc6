# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the page reads from the counters."""

from __future__ import annotations

from math import inf

import pytest

from stadtkern.flow.outlets.operations import front
from stadtkern.flow.outlets.operations.readout import quantile, readout
from stadtkern.kernel import measures

from .asking import asked, hello


@pytest.mark.parametrize(
    ("buckets", "expected"),
    [
        ({}, None),
        ({0.1: 0.0, inf: 0.0}, None),
        ({0.1: 100.0, inf: 100.0}, 0.095),
        ({0.1: 90.0, 0.2: 100.0, inf: 100.0}, 0.15),
        ({0.1: 10.0, 0.2: 10.0, inf: 100.0}, 0.2),
    ],
)
def test_the_95th_of_a_hundred_lies_within_its_bucket(
    buckets: dict[float, float], expected: float | None
) -> None:
    found = quantile(buckets, 0.95)
    assert found == (None if expected is None else pytest.approx(expected))


def test_the_readout_adds_up_what_was_counted() -> None:
    before = readout()
    asked(front.front(hello), "/api/sta/v1.1/")
    measures.ingested(stored=3, duplicates=2, rejected=1)
    now = readout()
    assert now.requests == before.requests + 1
    assert (now.stored - before.stored, now.rejected - before.rejected) == (3, 1)
    assert next(one for one in now.routes if one.route == "sensorthings").requests >= 1
