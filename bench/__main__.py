# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern bench``: measure, print a table or JSON, end with 1 when a goal is missed."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from tests.postgres_server import postgres_server

from . import (
    boards_suite,
    chaos_suite,
    city_suite,
    devices_suite,
    forecast_suite,
    geodata_suite,
    lake_suite,
    load_suite,
    machine,
    peer,
    scale_model,
    sensing_suite,
)
from .figures import Figure

Suite = Callable[[Path], Iterator[Figure]]
_SUITES = (
    "lake", "import", "push", "pages", "devices", "sensorthings", "geodata", "dashboards", "forecasts",
    "load", "chaos", "scale",
)  # fmt: skip
_ARCHIVE = "muenster-counters/all-23-sites-2019-2026.tar.xz"


def main() -> int:
    """Run the chosen suites; 0 when every goal is met."""
    asked = _arguments()
    figures = []
    with tempfile.TemporaryDirectory(prefix="stadtkern-bench-", dir=asked.folder) as scratch:
        for suite in _suites(asked):
            for figure in suite(Path(scratch)):
                figures.append(figure)
                sys.stderr.write(_line(figure) + "\n")
    if asked.json:
        found = {f.key: {**asdict(f), "met": f.met} for f in figures}
        json.dump(
            {"at": datetime.now(UTC).isoformat(), "machine": machine.describe(), "figures": found},
            sys.stdout,
            indent=2,
        )
        sys.stdout.write("\n")
    return int(any(figure.met is False for figure in figures))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="stadtkern bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument(
        "suite", nargs="?", choices=_SUITES, help="run one suite; default: all without a peer server"
    )
    parser.add_argument("--only", choices=_SUITES, dest="suite", help=argparse.SUPPRESS)
    parser.add_argument(
        "--rows",
        type=int,
        help="synthetic rows: lake 100 million, sensorthings 20 million, geodata 1 million by default",
    )
    parser.add_argument(
        "--seconds", type=float, default=600, help="load, chaos: how long the day lasts (default 600)"
    )
    parser.add_argument(
        "--alone",
        action="store_true",
        help="sensorthings, geodata: measure without the peers; load, chaos: one process only",
    )
    parser.add_argument(
        "--archive", type=Path, default=_found_archive(), help="archive of the Münster counters (tar.xz)"
    )
    parser.add_argument(
        "--folder",
        type=Path,
        help="where the scratch folder is made (needs about 30 GB for 100 million rows)",
    )
    return parser.parse_args()


def _found_archive() -> Path | None:
    """The archive in a folder ``shared/data`` beside the checkout, when there is one."""
    path = Path(__file__).resolve().parents[2] / "shared" / "data" / _ARCHIVE
    return path if path.exists() else None


def _suites(asked: argparse.Namespace) -> Iterator[Suite]:
    if asked.suite in (None, "pages"):
        yield city_suite.pages
    if asked.suite in (None, "push"):
        yield city_suite.pushes
    if asked.suite in (None, "devices"):
        yield devices_suite.measure
    if asked.suite in (None, "import"):
        if asked.archive is None:
            sys.stderr.write("import: left out, no --archive given\n")
        else:
            yield lambda scratch: _archive(scratch, asked.archive)
    if asked.suite in (None, "lake"):
        yield lambda scratch: _lake(scratch, asked.rows or 100_000_000)
    yield from _of_dashboards(asked)
    yield from _beside_peers(asked)


def _of_dashboards(asked: argparse.Namespace) -> Iterator[Suite]:
    """Suites of dashboards and forecasts, by name alone."""
    if asked.suite == "dashboards":
        yield lambda scratch: boards_suite.measure(scratch, asked.rows or 100_000_000, asked.archive)
    if asked.suite == "forecasts":
        yield lambda _scratch: forecast_suite.measure(asked.archive)


def _beside_peers(asked: argparse.Namespace) -> Iterator[Suite]:
    """Suites that are run by name alone, as they take long or need a peer server."""
    if asked.suite == "load":
        yield lambda scratch: load_suite.embedded(scratch, asked.seconds)
        if not asked.alone:
            yield lambda scratch: load_suite.scaled(scratch, asked.seconds)
    if asked.suite == "scale":
        yield lambda _scratch: scale_model.measure(scale_model.Plan())
    if asked.suite == "chaos":
        yield lambda scratch: chaos_suite.embedded(scratch, asked.seconds)
        if not asked.alone:
            yield lambda scratch: chaos_suite.scaled(scratch, asked.seconds)
    if asked.suite == "geodata":
        houses = asked.rows or 1_000_000
        yield lambda scratch: geodata_suite.measure(scratch, alone=asked.alone, houses=houses)
    if asked.suite == "sensorthings":
        yield lambda scratch: sensing_suite.measure(scratch, asked.rows or 20_000_000, alone=asked.alone)


def _archive(scratch: Path, archive: Path) -> Iterator[Figure]:
    yield from city_suite.imports(scratch, archive)
    with postgres_server(peer.CONFIGURATION) as dsn, psycopg.connect(dsn) as connection:
        yield from lake_suite.archive_bytes(scratch / "archive-city" / "lake", connection)


def _lake(scratch: Path, rows: int) -> Iterator[Figure]:
    with postgres_server(peer.CONFIGURATION) as dsn, psycopg.connect(dsn) as connection:
        yield from lake_suite.measure(scratch / "lake", connection, rows)


def _line(figure: Figure) -> str:
    goal = (
        "" if figure.goal is None else f"   goal {'≤' if figure.better == 'lower' else '≥'} {figure.goal:g}"
    )
    verdict = {None: "", True: "   met", False: "   MISSED"}[figure.met]
    return f"{figure.key:32} {figure.value:14,.2f} {figure.unit:8}{goal}{verdict}"


if __name__ == "__main__":
    sys.exit(main())
