# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A shelf of each test's own, one sandbox for all tests of this package."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from stadtkern.flow.lake.open_tables import current
from stadtkern.flow.lake.open_tables.current import OpenTables
from stadtkern.flow.lake.open_tables.sandbox import Sandbox
from stadtkern.flow.lake.open_tables.snapshots import Shelf
from stadtkern.kernel import registry


@pytest.fixture(scope="package")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, Path]]:
    """The process of queries and the folder that it reads."""
    folder = tmp_path_factory.mktemp("open_tables")
    made = Sandbox(folder, processes=1)
    yield made, folder
    made.stop()


@pytest.fixture(autouse=True)
def open_tables(sandbox: tuple[Sandbox, Path], tmp_path: Path) -> Iterator[OpenTables]:
    """An empty shelf, and declarations and an index that the test may change."""
    search = import_module("stadtkern.flow.outlets.open_data.search.current")
    known, declared = current.open_tables(), registry.domains()
    made = OpenTables(shelf=Shelf(sandbox[1] / tmp_path.name), sandbox=sandbox[0])
    current.provide(made)
    search.forget()
    yield made
    current.provide(known)
    registry.declare(declared)
    search.forget()
