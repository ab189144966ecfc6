# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writers of one process take turns on SQLite."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from stadtkern.kernel.models import Department


@pytest.mark.django_db(transaction=True)
def test_many_threads_write_at_once_and_all_succeed() -> None:
    def write(number: int) -> None:
        try:
            with transaction.atomic():
                Department.objects.create(name=f"Amt {number}")
                Department.objects.filter(name=f"Amt {number}").update(name=f"Amt {number} neu")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(200)))
    assert Department.objects.filter(name__endswith="neu").count() == 200


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_hands_the_turn_on() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Department.objects.create(name="nie")
        raise ZeroDivisionError
    done = threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                Department.objects.create(name="doch")
            done.set()
        finally:
            connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join(30)
    assert done.is_set()
    assert connection.in_atomic_block is False
