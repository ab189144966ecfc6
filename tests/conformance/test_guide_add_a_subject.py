# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Follows the guide "Add a subject": its blocks become a subject, its payload a number on a page."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from django.test import Client

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.ingest.importing import import_path
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain
from stadtkern.settings.declared import declared_domains

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "add-a-subject.md"
NAME = "water_levels"
NOW = datetime(2026, 3, 1, 6, 5, tzinfo=UTC)


def blocks() -> dict[str, str]:
    """The files of the guide by name."""
    found = re.findall(
        r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL
    )
    return dict(found)


@pytest.fixture
def subject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the subject, built from the guide and declared beside the others."""
    folder = tmp_path / NAME
    for name, text in blocks().items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    try:
        declared = import_module(f"{NAME}.domain").DOMAIN
        assert isinstance(declared, Domain)
        registry.declare([*declared_domains(), declared])
        yield folder
    finally:
        registry.declare(declared_domains())
        for module in [name for name in sys.modules if name.split(".")[0] == NAME]:
            del sys.modules[module]


def test_a_measuring_subject_takes_a_domain_a_decoder_and_a_payload_and_nothing_else() -> None:
    assert set(blocks()) == {"domain.py", "sources.py", "tests/payloads/pegel-muehlenbach-2026-03.csv"}


@pytest.mark.django_db(transaction=True)
def test_the_subject_of_the_guide_shows_its_value_on_its_page(subject: Path, lake: Lake) -> None:
    report = import_path(subject / "tests" / "payloads", now=NOW)
    assert (report.total.stored, report.total.rejected) == (3, 1)

    page = Client().get("/themen/wasserstaende/").content.decode()
    assert "Wie hoch das Wasser in den Bächen der Stadt steht." in page
    assert "87" in page
    assert "Mühlenbach" in page
    assert "Stadt Beispielstadt" in page


@pytest.mark.django_db(transaction=True)
def test_the_datastream_of_the_guide_has_its_series_with_a_gap(subject: Path, lake: Lake) -> None:
    import_path(subject / "tests" / "payloads", now=NOW)
    stream = Datastream.objects.get()
    address = f"/messwerte/{stream.code}/"
    assert "Wasserstand" in Client().get(address).content.decode()
    series = Client().get(f"{address}reihe.json?von=2026-03-01&bis=2026-03-01&abstand=15min").json()
    values = dict(zip(series["starts"], series["values"], strict=True))
    six = int(datetime(2026, 3, 1, 5, tzinfo=UTC).timestamp())
    assert [values[six + n * 900] for n in range(5)] == [84, 85, None, None, 87]


@pytest.mark.django_db(transaction=True)
def test_the_subject_leaves_without_a_trace(subject: Path, lake: Lake) -> None:
    import_path(subject / "tests" / "payloads", now=NOW)
    registry.declare(declared_domains())
    assert Client().get("/themen/wasserstaende/").status_code == 404
    assert Client().get("/").status_code == 200
    assert Client().get("/karte/").status_code == 200
    assert Client().get("/messwerte/").status_code == 200
