# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading while others write: every answer shows whole commits only."""

from __future__ import annotations

import tarfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from .cities import ARCHIVE, Life, living, must, wait_until
from .pushing import Batch, make_key, push, register

pytestmark = pytest.mark.slow

_SIZE = 700
_TIMES = 25
_IMPORTED = "muenster/100020113/100020113"
"""A datastream of the archive; the thirteen months of its site come in one commit."""


def test_readers_see_whole_pushes_and_imports_only(tmp_path: Path) -> None:
    data = tmp_path / "data"
    secret = make_key(data)
    ended = threading.Event()
    with tarfile.open(ARCHIVE) as archive:
        inside = [one for one in archive.getmembers() if "100020113/" in one.name]
        archive.extractall(tmp_path / "files", inside, filter="data")
    with living(data) as life, ThreadPoolExecutor(3) as pool:
        register(life, secret, "probe/1")
        push(life, secret, "probe/1", Batch(number=0, first=0, size=_SIZE))
        reader = pool.submit(sizes_seen, life, "probe/1", ended)
        reader_of_import = pool.submit(sizes_seen, life, _IMPORTED, ended)
        importing = pool.submit(must, "import", str(tmp_path / "files"), data=data)
        for number in range(1, _TIMES):
            answer = push(life, secret, "probe/1", Batch(number=number, first=number * _SIZE, size=_SIZE))
            assert answer.status == 201, answer.text
        importing.result()
        wait_until(lambda: rows(life, _IMPORTED) > 0)
        ended.set()
        pushed, imported = reader.result(), reader_of_import.result()
        assert rows(life, "probe/1") == _SIZE * _TIMES
        assert set(imported) <= {0, rows(life, _IMPORTED)}

    assert {size % _SIZE for size in pushed} == {0}
    assert pushed == sorted(pushed)
    assert len(set(pushed)) > 1


def sizes_seen(life: Life, datastream: str, ended: threading.Event) -> list[int]:
    """How many observations the downloads had, one after the other, until the end."""
    sizes = []
    while not ended.is_set():
        sizes.append(rows(life, datastream))
    return sizes


def rows(life: Life, datastream: str) -> int:
    """How many observations a download of everything has; 0 while there is nothing to download."""
    status, text = life.page(f"/messwerte/{datastream}/werte.csv?von=2014-12-01&bis=2027-01-01")
    if status == 404:
        return 0
    assert status == 200, text
    return len(text.splitlines()) - 1
