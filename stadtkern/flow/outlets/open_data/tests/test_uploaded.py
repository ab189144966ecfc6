# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files that people attach become tables, without losing what a number only looks like."""

from __future__ import annotations

import io

import pyarrow as pa
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from stadtkern.flow.catalogue import distributing, drafts
from stadtkern.flow.catalogue.facts import DatasetFacts
from stadtkern.flow.catalogue.models import Dataset, DistributionRow
from stadtkern.flow.catalogue.models.datasets import State
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.open_data.tables import querying
from stadtkern.flow.outlets.open_data.tables.uploaded import typed
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.tests.people_of_tests import employ

from .givens import NOW

pytestmark = pytest.mark.django_db


def attached(content: str, *, released: bool = True) -> Dataset:
    """A dataset with this CSV file."""
    department = Department.objects.create(name="Kämmerei")
    person = Person.objects.create(username="karl")
    employ(person, department)
    facts = DatasetFacts(
        title="Haushalt 2026",
        description="Einnahmen und Ausgaben.",
        department=department,
        licence="dl-by-de/2.0",
        attribution="Stadt",
        themes=("GOVE",),
        keywords=("Haushalt",),
    )
    made = drafts.create(person, facts, now=NOW)
    file = io.BytesIO(content.encode("cp1252"))
    distributing.add_file(person, made, title="Tabelle", name="haushalt.csv", file=file, now=NOW)
    if released:
        DistributionRow.objects.update(released_at=NOW)
        Dataset.objects.update(state=State.RELEASED, released_at=NOW)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["1", "-20", None], pa.int64()),
        (["1,5", "2", "3,75"], pa.float64()),
        (["1.5", "2.25"], pa.float64()),
        (["1.234", "2.500"], pa.string()),
        (["01099", "47051"], pa.string()),
        (["2026-08-22", None], pa.date32()),
        (["22.08.2026", "01.01.2025"], pa.date32()),
        (["99.99.2026"], pa.string()),
        (["9" * 40], pa.string()),
        (["eins", "2"], pa.string()),
        ([None, None], pa.string()),
    ],
)
def test_columns_get_the_kind_that_loses_nothing(texts: list[str | None], kind: pa.DataType) -> None:
    assert typed(pa.array(texts, pa.string())).type == kind


def test_an_attached_file_is_a_table_that_can_be_asked(client: Client, lake: Lake) -> None:
    made = attached(
        "Produkt;PLZ;Betrag in €;Stand\nStraßen;01099;12,50;01.08.2026\nGrün;47051;7;02.08.2026\n"
    )
    page = client.get(f"/daten/{made.key}/").content.decode()
    assert "Straßen" in page and "Die ganze Tabelle: 2 Zeilen" in page
    sql = "select sum(betrag_in) as s, min(plz) as plz, max(stand) as tag from given"
    found = querying.run(sql, AnonymousUser(), NOW, key_of=lambda _name: made.key)
    assert found.rows == [[19.5, "01099", "2026-08-02"]]


def test_a_draft_is_nobody_elses_table(client: Client, lake: Lake) -> None:
    made = attached("a;b\n1;2\n", released=False)
    for path in (f"/daten/{made.key}/", f"/api/tables/v1/{made.key}", f"/daten/{made.key}/daten.csv"):
        assert client.get(path).status_code == 404
