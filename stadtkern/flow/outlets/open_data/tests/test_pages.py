# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The open data pages and the interface for tables, on a small city with a real lake."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from stadtkern.flow.catalogue import harvested
from stadtkern.flow.catalogue.models import UsageDay
from stadtkern.flow.devices.models import SourceState
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.open_data import usage
from stadtkern.flow.outlets.tests import worlds
from stadtkern.kernel import registry
from stadtkern.kernel.models import Person

from . import givens
from .givens import NOW

pytestmark = pytest.mark.django_db
Budget = Callable[..., Any]
ATOM = "{http://www.w3.org/2005/Atom}"


def body(client: Client, path: str, status: int = 200, headers: dict[str, str] | None = None) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status, path
    return answer.getvalue().decode() if answer.streaming else answer.content.decode()


def test_all_kinds_of_datasets_are_listed_and_found(client: Client, lake: Lake) -> None:
    givens.squares(lake)
    givens.benches()
    key = givens.elsewhere()
    whole = body(client, "/daten/")
    assert "3 Datensätze" in whole and "<html" in whole
    for path in ("/daten/squares/", "/daten/benches/", f"/daten/{key}/"):
        assert f'href="{path}"' in whole
    part = body(client, "/daten/?suche=gehoelz", headers={"HX-Request": "true"})
    assert f"/daten/{key}/" in part and "/daten/squares/" not in part and "<html" not in part
    assert "Bäume der Nachbarstadt" in body(client, "/daten/?thema=ENVI")
    assert "Kein Datensatz passt" in body(client, "/daten/?suche=quantenphysik")


def test_the_page_of_a_source_keeps_its_state_and_its_datastreams(client: Client, lake: Lake) -> None:
    stream = givens.squares(lake)
    SourceState.objects.update(outage_since=worlds.HOUR, outage_reason="Der Server antwortet nicht.")
    page = body(client, "/daten/squares/")
    for text in (
        "Der Server antwortet nicht.",
        "gestört",
        "8 Werte gespeichert",
        "Stadt, CC0",
        f"/messwerte/{stream.code}/",
        "Die ganze Tabelle: 8 Zeilen",
        "/daten/squares/daten.csv",
        "Dieselben Werte als Tabelle",
        "&lt;iframe",
    ):
        assert text in page
    assert "gestört" in body(client, "/daten/")


def test_a_declared_source_without_data_has_a_page_too(client: Client, lake: Lake) -> None:
    worlds.declare(worlds.domain())
    assert "Wer über die Plätze geht." in body(client, "/daten/squares/")
    body(client, "/daten/squares/daten.csv", 404)
    body(client, "/daten/squares/spalten/", 404)


def test_pages_need_few_queries(client: Client, lake: Lake, django_assert_max_num_queries: Budget) -> None:
    givens.squares(lake)
    givens.benches()
    for path, most in (("/daten/", 8), ("/daten/squares/", 45), ("/daten/benches/", 40)):
        client.get(path)
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200


def test_text_of_others_stays_text(client: Client, lake: Lake) -> None:
    key = givens.elsewhere(title="<b>Bäume</b>", url="javascript:alert(1)")
    givens.benches()
    for path in (f"/daten/{key}/", "/daten/benches/", "/daten/", "/daten/benches/einbetten/"):
        page = body(client, path)
        assert "<script>alert" not in page and "<img src=x" not in page and "<b>Bäume" not in page
    page = body(client, f"/daten/{key}/")
    assert "Alle Bäume." in page and 'href="javascript' not in page


def test_a_feed_brings_no_markup_of_others_into_its_readers(client: Client, lake: Lake) -> None:
    givens.elsewhere(description="Alle Bäume. &lt;img src=x onerror=alert(1)&gt;")
    feed = ET.fromstring(body(client, "/daten/aenderungen.atom"))  # noqa: S314 - our own
    (summary,) = feed.iter(f"{ATOM}summary")
    assert summary.get("type") == "html" and summary.text is not None
    assert "<" not in summary.text and "&lt;img" in summary.text


def test_tables_of_those_who_are_signed_in_are_kept_by_nobody_else(client: Client, lake: Lake) -> None:
    givens.benches(public=False)
    assert client.get("/api/tables/v1/").headers["Cache-Control"].startswith("public")
    client.force_login(Person.objects.get(username="gerda"))
    assert client.get("/api/tables/v1/").headers["Cache-Control"] == "private, no-store"


def test_a_withdrawn_dataset_answers_410_with_its_reason(client: Client, lake: Lake) -> None:
    key = givens.elsewhere()
    harvested.withdraw_harvested(
        "nachbar", seen_before=NOW + timedelta(days=1), reason="Dort gelöscht.", now=NOW + timedelta(days=2)
    )
    assert "Dort gelöscht." in body(client, f"/daten/{key}/", 410)
    assert key not in body(client, "/daten/")
    assert "Zurückgezogen: Bäume der Nachbarstadt" in body(client, "/daten/aenderungen.atom")


def test_strangers_see_nothing_of_what_is_internal(client: Client, lake: Lake) -> None:
    givens.benches(public=False)
    for path in (
        "/daten/benches/",
        "/daten/benches/daten.csv",
        "/daten/benches/spalten/",
        "/daten/benches/abfrage/",
        "/daten/benches/einbetten/",
        "/api/tables/v1/benches",
        "/api/tables/v1/benches/columns",
    ):
        assert "Bank 1" not in body(client, path, 404)
    assert "benches" not in body(client, "/api/tables/v1/") + body(client, "/daten/aenderungen.atom")
    assert "nicht freigegeben" in body(client, "/api/tables/v1/sql?sql=select+*+from+benches", 400)


def test_a_client_that_prefers_rdf_gets_it_at_the_same_address(client: Client, lake: Lake) -> None:
    givens.squares(lake)
    answer = client.get("/daten/squares/", headers={"Accept": "text/turtle"})
    assert answer.status_code == 200 and "text/turtle" in answer.headers["Content-Type"]
    assert "Accept" in answer.headers["Vary"]


def test_files_are_sent_once(client: Client, lake: Lake) -> None:
    givens.squares(lake)
    first = client.get("/daten/squares/daten.csv")
    assert first.getvalue().count(b"\n") == 9
    assert "attachment" in first.headers["Content-Disposition"]
    again = client.get("/daten/squares/daten.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    body(client, "/daten/squares/daten.exe", 404)


def test_columns_and_their_figures_have_a_page(client: Client, lake: Lake) -> None:
    givens.squares(lake, values=(1.0, 3.0))
    page = body(client, "/daten/squares/spalten/")
    assert "Mittel 2,00" in page and "Marktplatz" in page


def test_a_query_is_answered_on_the_page_and_as_a_file(client: Client, lake: Lake) -> None:
    givens.squares(lake)
    assert "from squares" in body(client, "/daten/squares/abfrage/")
    path = "/daten/squares/abfrage/?sql=select+place,+sum(value)+as+s+from+squares+group+by+all"
    page = body(client, path)
    assert "1 Zeile in" in page and "160" in page
    assert body(client, path + "&als=csv").splitlines() == ["place,s", "Marktplatz,160.0"]


def test_a_wrong_query_says_where_and_keeps_its_text(client: Client, lake: Lake) -> None:
    givens.squares(lake)
    page = body(client, "/daten/squares/abfrage/?sql=select+farbe+from+squares", 400)
    assert "Zeile 1, Zeichen 8: Die Spalte „farbe“ gibt es nicht." in page
    assert "select farbe from squares" in page and 'aria-invalid="true"' in page


def test_others_may_frame_the_small_page_and_only_that(client: Client, lake: Lake) -> None:
    givens.benches()
    small, large = client.get("/daten/benches/einbetten/"), client.get("/daten/benches/")
    assert "frame-ancestors *" in small.headers["Content-Security-Policy"]
    assert (
        "X-Frame-Options" not in small.headers
        and "script-src" not in small.headers["Content-Security-Policy"]
    )
    assert "frame-ancestors 'none'" in large.headers["Content-Security-Policy"]
    assert not small.cookies and b"<script" not in small.content and b"Bank 1" in small.content


def test_changes_are_a_valid_feed_newest_first(client: Client, lake: Lake) -> None:
    givens.squares(lake)
    givens.elsewhere()
    feed = ET.fromstring(body(client, "/daten/aenderungen.atom"))  # noqa: S314 - made by this city
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == ["Bäume der Nachbarstadt", "Plätze"]
    assert all(entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry"))
    assert feed.findtext(f"{ATOM}id")


def test_usage_is_counted_per_day_and_nothing_else(client: Client, lake: Lake) -> None:
    givens.squares(lake)
    usage.write()
    UsageDay.objects.all().delete()
    client.get("/daten/squares/")
    client.get("/api/tables/v1/squares")
    body(client, "/daten/squares/daten.csv")
    usage.write()
    assert sorted(UsageDay.objects.filter(key="squares").values_list("kind", "count")) == [
        ("api", 1),
        ("download", 1),
        ("page", 1),
    ]
    assert "Nutzung nach Tagen" in body(client, "/daten/squares/")


def test_rows_come_page_by_page(client: Client, lake: Lake) -> None:
    givens.squares(lake, values=[float(n) for n in range(5)])
    first = json.loads(body(client, "/api/tables/v1/squares?limit=3&sortby=-value&columns=value&count=true"))
    assert first["rows"] == [{"value": 4.0}, {"value": 3.0}, {"value": 2.0}] and first["count"] == 5
    second = json.loads(body(client, first["next"]))
    assert second["rows"] == [{"value": 1.0}, {"value": 0.0}] and second["next"] is None
    assert body(client, "/api/tables/v1/squares?columns=value&limit=1&f=csv").split() == ["value", "0.0"]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/tables/v1/nix", 404, "nix"),
        ("/api/tables/v1/squares?columns=farbe", 400, "farbe"),
        ("/api/tables/v1/squares?filter=farbe%3D1", 400, "farbe"),
        ("/api/tables/v1/squares?filter=%28%28", 400, "filter"),
        ("/api/tables/v1/squares?after=xyz", 400, "after"),
        ("/api/tables/v1/sql", 400, "genau eine"),
        ("/api/tables/v1/sql?sql=delete+from+squares", 400, "nur gelesen"),
        ("/api/tables/v1/sql?sql=select+*+from+'/etc/passwd'", 400, "nicht freigegeben"),
        ("/api/tables/v1/sql?sql=select+*+from+read_csv('/etc/passwd')", 400, "read_csv"),
    ],
)
def test_errors_of_the_interface_are_problem_documents_in_words(
    client: Client, lake: Lake, path: str, status: int, words: str
) -> None:
    givens.squares(lake)
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert words in json.loads(answer.content)["detail"]


def test_sql_is_taken_from_address_form_and_body(client: Client, lake: Lake) -> None:
    givens.squares(lake)
    text = "select count(*) as n from squares"
    answers = (
        client.get("/api/tables/v1/sql", {"sql": text}),
        client.post("/api/tables/v1/sql", {"sql": text}),
        client.post("/api/tables/v1/sql", json.dumps({"sql": text}), content_type="application/json"),
        client.post("/api/tables/v1/sql", text, content_type="application/sql"),
    )
    assert [json.loads(answer.content)["rows"] for answer in answers] == [[[8]]] * 4
    assert answers[0].headers["Access-Control-Allow-Origin"] == "*"
    asked = client.options("/api/tables/v1/sql")
    assert asked.status_code == 204


def test_a_city_without_data_has_designed_empty_pages(client: Client, lake: Lake) -> None:
    registry.declare([])
    assert "Noch keine Datensätze" in body(client, "/daten/")
    assert ET.fromstring(body(client, "/daten/aenderungen.atom")).tag == f"{ATOM}feed"  # noqa: S314
    assert json.loads(body(client, "/api/tables/v1/"))["tables"] == []
