# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every test may use: a data folder of its own, the declared domains, an empty lake."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import duckdb
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db.models.signals import post_migrate  # noqa: TID251 - to take receivers of Django away
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as examples

from stadtkern.flow.lake import current
from stadtkern.flow.lake.engine import Engine
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import LakeSettings
from stadtkern.flow.lake.writer import Writer
from stadtkern.flow.outlets.portal import areas
from stadtkern.kernel import pausing, registry
from stadtkern.web import banners

_ROWS = {
    "observations": "select 0 as datastream_id, now() as phenomenon_time",
    "datastream_state": "select 0 as as_of_snapshot, 0 as datastream_id, 0 as observations,"
    " now() as top_time",
    "moves": "select 0 as datastream_id, now() as phenomenon_time, 0 as seq,"
    " 0 as to_datastream_id, now() as to_phenomenon_time, 0 as to_seq",
}
"""A row for each table of the lake that would have none."""
_STORES = frozenset({"db", "transactional_db", "lake", "later_lake"})
"""Fixtures that open a register or a lake."""
_DATA = Path(tempfile.mkdtemp(prefix="stadtkern-test-"))
os.environ["STADTKERN_DATA"] = str(_DATA)  # noqa: TID251 - before Django reads the settings
os.environ["DJANGO_SETTINGS_MODULE"] = "stadtkern.settings.django"  # noqa: TID251


def pytest_configure(config: pytest.Config) -> None:
    """Load the settings now, with the data folder of this test run, and say how many examples properties get.

    Those whose examples are dear take a part of that number. Where changes are judged (CI) the examples are
    the same every time; everywhere else they are new ones, and what they find becomes a test. That a busy
    machine makes them slowly is no finding.
    """
    quick = "not slow" in config.getoption("markexpr", "")
    judged = bool(os.environ.get("CI"))  # noqa: TID251 - about the run, not about the city
    patient = examples(derandomize=judged, suppress_health_check=[HealthCheck.too_slow])
    examples.register_profile("quick", patient, max_examples=20)
    examples.register_profile("thorough", patient, max_examples=100)
    examples.load_profile("quick" if quick else "thorough")
    if not settings.DATABASES:
        raise pytest.UsageError("the settings name no database")
    # One pass over little memory: a password of a test guards nothing, and each hash costs 0.1 s otherwise.
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 1024


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that open a register or a lake are marked, since they cost most of the time."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if _STORES & fixtures or item.get_closest_marker("django_db"):
            item.add_marker("stores")


def pytest_unconfigure() -> None:
    """Remove the data folder of this test run."""
    shutil.rmtree(_DATA, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def domains() -> None:
    """The house is wired as in a running city."""
    import_module("stadtkern.settings.wiring").wire(settings.KNOBS)


@pytest.fixture(scope="session", autouse=True)
def no_permissions(domains: None) -> None:
    """Django's own permissions, which the city does not use, are not made anew whenever tables are emptied.

    That was nine tenths of the time that emptying them took.
    """
    post_migrate.disconnect(import_module("django.contrib.contenttypes.management").create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")


@pytest.fixture(autouse=True)
def plain_pages(domains: None) -> None:
    """Pages stand without warnings, which are read once in five seconds and not once per page.

    Tests about warnings declare them again. An English page of the test before leaves its language behind.
    Data is taken without asking the register whether there is maintenance, unless a test says otherwise.
    Tiles of dashboards are computed where the test sees what it has stored.
    """
    pausing.provide(None)
    pacing = import_module("stadtkern.flow.outlets.dashboards.pacing")
    pacing.provide(pacing.Pace(side_by_side=False))
    import_module("stadtkern.flow.outlets.dashboards.viewing").forget()
    import_module("stadtkern.flow.outlets.indicators.current").forget()
    translation.activate("de")
    banners.declare(())
    areas.declare(())


@pytest.fixture
def connected(db: None) -> Iterator[None]:
    """Sources that the test connects stand beside the declared ones, at once."""
    declared = import_module("stadtkern.flow.ingest.connections.declared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(declared, "KNOWN_S", 0.0)
        declared.forget()
        registry.extend(declared.connected)
        yield
        registry.extend(None)
        declared.forget()


@pytest.fixture(scope="session", autouse=True)
def trusted_extensions() -> Iterator[None]:
    """Lakes opened by this process need not read the 34 MB of their extensions again to check the signature.

    Cities and lakes that a test starts as processes check it.
    """
    connect = duckdb.connect

    def trusting(*, config: dict[str, str | bool | int | float | list[str]]) -> duckdb.DuckDBPyConnection:
        return connect(config={"allow_unsigned_extensions": "true", **config})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "connect", trusting)
        yield


@pytest.fixture(scope="session")
def empty_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed folder of an empty lake, to be copied: making one takes longer."""
    folder = tmp_path_factory.mktemp("empty") / "lake"
    Lake.open(LakeSettings(folder=folder, memory_mb=512, threads=2)).close()
    return folder


@pytest.fixture(scope="session")
def emptied_lake(tmp_path_factory: pytest.TempPathFactory, empty_lake: Path) -> Path:
    """The closed folder of a lake that had a row in every table, to be copied: it is empty and opens faster.

    Of a table that never had a row the engine keeps no statistics, and looks for them again for each column
    of each query: 0.1 s for opening the lake.
    """
    folder = tmp_path_factory.mktemp("emptied") / "lake"
    shutil.copytree(empty_lake, folder)
    engine = Engine(LakeSettings(folder=folder, memory_mb=512, threads=2))
    with engine.reading() as session:
        for table, row in _ROWS.items():
            session.execute(f"insert into lake.{table} by name {row}")
            session.execute(f"delete from lake.{table}")  # noqa: S608
    engine.close()
    return folder


@pytest.fixture
def later_lake(tmp_path: Path, emptied_lake: Path) -> Iterator[None]:
    """``flow.lake.current.lake()`` answers an empty lake during the test; whoever asks first opens it."""
    place = LakeSettings(folder=tmp_path / "lake", memory_mb=512, threads=2)
    shutil.copytree(emptied_lake, place.folder)
    import_module("stadtkern.flow.ingest.checking.judging").forget()
    current.provide(lambda: Lake.open(place))
    yield
    with pytest.MonkeyPatch.context() as patch:
        # Nobody opens this lake again: it needs no checkpoint and no copy of its catalogue.
        patch.setattr(Writer, "_leave_tidy", lambda self: None)
        current.close()


@pytest.fixture
def lake(later_lake: None) -> Lake:
    """The empty lake that ``flow.lake.current.lake()`` answers during the test."""
    return current.lake()
