# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every lake query of a domain is planned against the real, empty schema: a misspelt column fails here."""

import re
from pathlib import Path

import pytest

from stadtkern.flow.lake.lake import Lake

PACKAGE = Path(__file__).resolve().parents[2] / "stadtkern"
QUERIES = sorted(PACKAGE.glob("domains/*/queries/*.sql")) + sorted(
    [*PACKAGE.glob("flow/outlets/**/queries/*.sql"), *PACKAGE.glob("flow/ingest/**/queries/*.sql")]
)


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_query_fits_the_schema_of_the_lake(query: Path, lake: Lake) -> None:
    lake.explain(query)


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_header_of_a_query_names_purpose_and_every_parameter(query: Path) -> None:
    text = query.read_text()
    header = "\n".join(line for line in text.splitlines() if line.startswith("--"))
    body = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    assert re.search(rf"^-- {query.stem}: \S", header, re.MULTILINE)
    assert {name for name in re.findall(r"\$(\w+)", body) if f"${name}" not in header} == set()
