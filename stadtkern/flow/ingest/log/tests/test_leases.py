# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Partitions shared among writers: each has one, what dies lets go, nobody takes more than its share."""

from __future__ import annotations

import psycopg
import pytest

from stadtkern.flow.ingest.log.leases import Advisory, Alone, share_of
from stadtkern.kernel.errors import LakeUnavailable
from tests.postgres_server import postgres_server

ALL = frozenset(range(16))


@pytest.mark.parametrize(("writers", "share"), [(0, 16), (1, 16), (2, 8), (3, 6), (16, 1), (40, 1)])
def test_each_writer_takes_at_most_its_share(writers: int, share: int) -> None:
    assert share_of(writers) == share


def test_one_writer_alone_has_everything() -> None:
    assert Alone().adjust(share_of(3)) == ALL


@pytest.mark.postgres
@pytest.mark.slow
def test_writers_share_partitions_and_take_over_what_others_let_go() -> None:
    with postgres_server() as dsn:
        one, two, other_city = Advisory(dsn, "a"), Advisory(dsn, "a"), Advisory(dsn, "b")
        assert (one.adjust(16), two.adjust(8)) == (ALL, frozenset())
        halves = one.adjust(8), two.adjust(8)
        assert (halves[0] | halves[1], halves[0] & halves[1]) == (ALL, frozenset())
        assert other_city.adjust(16) == ALL
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                " and backend_type = 'client backend'"
            )
        with pytest.raises(LakeUnavailable):
            one.adjust(8)
        with pytest.raises(LakeUnavailable):
            two.adjust(16)
        assert two.adjust(16) == ALL
        for lease in (one, two, other_city):
            lease.close()
