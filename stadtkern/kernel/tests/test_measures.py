# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What jobs leave in the figures: their name in the code, never what they were given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import Counter

from stadtkern.kernel import jobs, measures, pausing

from . import jobs_of_tests

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def only_own_periodic_jobs() -> Iterator[None]:
    before = [one for one in jobs.periodic_jobs() if one != jobs.FORGET]
    jobs.declare([])
    yield
    jobs.declare(before)


def value(counter: Counter, **labels: str) -> float:
    found = [one.value for family in counter.collect() for one in family.samples if one.labels == labels]
    return found[0] if found else 0.0


@pytest.mark.django_db
def test_a_run_is_counted_by_the_name_of_its_function_and_its_outcome(tmp_path: Path) -> None:
    well = {"job": "kernel.tests.jobs_of_tests.append_line", "outcome": "well"}
    failed = {"job": "kernel.tests.jobs_of_tests.fail", "outcome": "failed"}
    before = value(measures.JOB_RUNS, **well), value(measures.JOB_RUNS, **failed)
    secret = tmp_path / "erika.mustermann"
    jobs_of_tests.append_line.enqueue(str(secret), "x")
    jobs_of_tests.fail.enqueue(f"{secret}.missing")
    jobs.run_due(NOW)
    assert (value(measures.JOB_RUNS, **well), value(measures.JOB_RUNS, **failed)) == (
        before[0] + 1,
        before[1] + 1,
    )
    assert "mustermann" not in str(list(measures.JOB_RUNS.collect()))


@pytest.mark.django_db
def test_a_periodic_job_is_counted_by_its_declared_name() -> None:
    labels = {"job": "kernel.forget", "outcome": "well"}
    before = value(measures.JOB_RUNS, **labels)
    jobs.run_due(NOW)
    assert value(measures.JOB_RUNS, **labels) == before + 1


def test_what_arrives_is_counted_by_what_became_of_it() -> None:
    before = value(measures.INGESTED, outcome="rejected"), value(measures.INGESTED, outcome="duplicate")
    measures.ingested(rejected=2)
    assert value(measures.INGESTED, outcome="rejected") == before[0] + 2
    assert value(measures.INGESTED, outcome="duplicate") == before[1]


def test_the_time_of_a_block_that_fails_is_measured_too() -> None:
    def total() -> float:
        (family,) = measures.LAKE_COMMIT_SECONDS.collect()
        return next(one.value for one in family.samples if one.name.endswith("_count"))

    before = total()
    with pytest.raises(ZeroDivisionError), measures.timed(measures.LAKE_COMMIT_SECONDS):
        raise ZeroDivisionError
    assert total() == before + 1


def test_data_is_taken_unless_somebody_says_otherwise() -> None:
    pausing.provide(None)
    assert pausing.takes_data()
    pausing.provide(lambda: False)
    assert not pausing.takes_data()
    pausing.provide(None)
