# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the recorded counting files to the numbers on the pages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stadtkern.domains.cycling import service
from stadtkern.flow.devices.models import Thing, Visibility
from stadtkern.flow.ingest.importing import import_path
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.errors import NotFound

PAYLOADS = Path(__file__).parent / "payloads"
NOW = datetime(2026, 8, 1, tzinfo=UTC)
HEADER = "Datetime,7 (Brücke),8 (Brücke IN),9 (Brücke OUT),7-status,8-status,9-status"

pytestmark = pytest.mark.django_db(transaction=True)


def recorded(lake: Lake) -> None:
    """Import the recorded files."""
    import_path(PAYLOADS, source_key="cycling-muenster", now=NOW)


def counted(folder: Path, counts: dict[date, int]) -> None:
    """Import a site that counted thrice this number each quarter of an hour, a third of it outward."""
    for day, each in sorted(counts.items()):
        path = folder / "7" / f"{day:%Y-%m}.csv"
        path.parent.mkdir(exist_ok=True)
        lines = path.read_text().splitlines() if path.exists() else [HEADER]
        for quarter in range(96):
            time = f"{day} {quarter // 4:02}:{quarter % 4 * 15:02}"
            lines.append(f"{time},{3 * each},{2 * each},{each},0,0,0")
        path.write_text("\n".join([*lines, ""]))
    import_path(folder, source_key="cycling-muenster", now=NOW, again=True)


def test_the_last_counted_day_names_each_site_and_direction(lake: Lake) -> None:
    import_path(PAYLOADS / "100035541", source_key="cycling-muenster", now=NOW)
    found = service.last_day(lake)
    assert found is not None
    lines = (PAYLOADS / "100035541/2025-10.csv").read_text().splitlines()
    rows = [line.split(",") for line in lines if line.startswith("2025-10-27")]
    total, inward, outward = (sum(int(row[n] or 0) for row in rows) for n in (1, 2, 3))
    assert found[0] == date(2025, 10, 27)
    assert [(site.name, site.counted, site.directions) for site in found[1]] == [
        ("Neutor", total, (("stadtauswärts", outward), ("stadteinwärts", inward)))
    ]


def test_the_day_of_the_clock_change_has_all_its_counts(lake: Lake) -> None:
    recorded(lake)
    found = service.compare("muenster/100035541", "tag", date(2025, 10, 26), lake=lake, now=NOW)
    lines = (PAYLOADS / "100035541/2025-10.csv").read_text().splitlines()
    assert found.now.total == sum(
        int(x.split(",")[1]) for x in lines if x.startswith("2025-10-26") and x.split(",")[1]
    )
    assert found.now.slots["02:00+"] is None
    assert len(found.now.slots) == 25


def test_a_week_is_compared_with_the_week_before_and_52_weeks_before(lake: Lake, tmp_path: Path) -> None:
    monday = date(2026, 7, 20)
    weeks = {monday: 20, date(2026, 7, 13): 10, date(2025, 7, 21): 40}
    counted(
        tmp_path,
        {date.fromordinal(first.toordinal() + n): each for first, each in weeks.items() for n in range(7)},
    )
    found = service.compare("muenster/7", "woche", None, lake=lake, now=NOW)
    assert found.now.first_day == monday
    assert found.now.total == 7 * 96 * 60
    assert service.change_percent(found.now, found.before) == 100
    assert service.change_percent(found.now, found.earlier) == -50
    assert found.directions == (("IN", 7 * 96 * 40), ("OUT", 7 * 96 * 20))
    assert found.rows[0] == ("1", 96 * 60, 96 * 30, 96 * 120)


def test_a_period_with_missing_counts_is_not_compared(lake: Lake, tmp_path: Path) -> None:
    counted(tmp_path, {date(2026, 7, 20): 1, date(2026, 7, 21): 1, date(2026, 7, 14): 1})
    found = service.compare("muenster/7", "woche", date(2026, 7, 20), lake=lake, now=NOW)
    assert service.change_percent(found.now, found.before) is None
    assert found.rows[2] == ("3", None, None, None)


def test_a_site_that_is_not_public_does_not_exist(lake: Lake) -> None:
    recorded(lake)
    Thing.objects.filter(code="muenster/100035541").update(visibility=Visibility.INTERNAL)
    with pytest.raises(NotFound):
        service.compare("muenster/100035541", "tag", None, lake=lake, now=NOW)
    assert "Neutor" not in Client().get("/themen/radverkehr/").content.decode()
    assert Client().get("/themen/radverkehr/vergleich/?ort=muenster/100035541").status_code == 404


def test_the_subject_page_shows_the_last_day(lake: Lake, tmp_path: Path) -> None:
    counted(tmp_path, {date(2026, 7, 21): 20, date(2026, 7, 14): 10})
    page = Client().get("/themen/radverkehr/").content.decode()
    assert "Gezählt am 21.07.2026" in page
    assert "5.760" in page
    assert "100 % mehr" in page
    assert "IN: 3.840" in page


def test_the_comparison_page_says_it_in_a_sentence_a_chart_and_a_table(lake: Lake, tmp_path: Path) -> None:
    counted(tmp_path, {date(2026, 7, 21): 20, date(2026, 7, 14): 10})
    address = "/themen/radverkehr/vergleich/?ort=muenster/7&zeitraum=tag&tag=2026-07-21"
    page = Client().get(address).content.decode()
    assert "Brücke, 21.07.2026: 5.760 Fahrräder. 100 % mehr als „eine Woche davor“." in page
    assert "Mit „52 Wochen davor“ nicht vergleichbar: Zählungen fehlen." in page
    assert "/messwerte/muenster/7/7/reihe.json?von=2026-07-21&amp;bis=2026-07-21&amp;abstand=stunde" in page
    assert '<th scope="row">08:00 Uhr</th>' in page
    part = Client().get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="ergebnisse"' in part


@pytest.mark.parametrize(
    "query", ["", "?zeitraum=jahr", "?zeitraum=tag", "?zeitraum=x&tag=heute", "?tag=1999-01-01"]
)
def test_any_wish_gets_an_answer(lake: Lake, query: str) -> None:
    recorded(lake)
    assert Client().get(f"/themen/radverkehr/vergleich/{query}").status_code == 200


def test_a_city_without_counts_says_so(lake: Lake) -> None:
    assert "Noch keine Zählungen" in Client().get("/themen/radverkehr/vergleich/").content.decode()
    assert Client().get("/themen/radverkehr/").status_code == 200
    assert Client().get("/themen/radverkehr/vergleich/?ort=muenster/1").status_code == 200


def test_the_pages_need_few_queries(
    lake: Lake, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    recorded(lake)
    with django_assert_max_num_queries(18):
        Client().get("/themen/radverkehr/")
    with django_assert_max_num_queries(10):
        Client().get("/themen/radverkehr/vergleich/")
