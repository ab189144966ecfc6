# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The cockpit pages of geodata, step by step, as a person without scripts uses them."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stadtkern.flow.collections.models import FeatureCollection, Visibility
from stadtkern.flow.ingest.geodata import accepting
from stadtkern.flow.ingest.geodata.models import Origin, Run, RunState, Upload
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel import jobs
from stadtkern.kernel.models import Department

from .files import PLAYGROUNDS
from .givens import GREEN, NOW, administrator, collection, worker

pytestmark = pytest.mark.django_db

TREES = "Nr;Art;Länge;Breite\n1;Linde;6,70;51,40\n2;Ahorn;6,71;51,41\n3;Eiche;6,72;51,42\n"


def filled(page: str) -> dict[str, str]:
    """The form of the review as the page proposes it."""
    said = dict(re.findall(r'<input type="hidden" name="([a-z0-9_-]+)" value="([^"]*)"', page))
    said |= dict(re.findall(r'<input type="text" [^>]*name="([a-z0-9_-]+)" value="([^"]*)"', page))
    said |= dict.fromkeys(
        re.findall(r'<input type="checkbox" [^>]*name="([a-z0-9_-]+)"[^>]* checked', page), "1"
    )
    for name, options in re.findall(r'<select [^>]*?name="([a-z0-9_-]+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r"<option(?: value=\"([^\"]*)\")? selected>([^<]*)", options)
        said[name] = (chosen[1] if chosen[1] is not None else chosen[2]) if chosen else ""
    return {name: html.unescape(value) for name, value in said.items() if name != "csrfmiddlewaretoken"}


def uploaded(client: Client, name: str, content: bytes, target: str = "") -> str:
    """The address of the review of a file."""
    given = {"file": SimpleUploadedFile(name, content), "collection": target}
    answer = client.post("/cockpit/geodaten/neu/", given)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def reviewed(client: Client, name: str, content: bytes, target: str = "", **said: str) -> tuple[str, str]:
    """The address of the preview of a file and what it shows."""
    review = uploaded(client, name, content, target)
    form = filled(client.get(review).content.decode()) | said
    answer = client.post(review, form)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"]), client.get(answer["Location"]).content.decode()


def test_a_file_becomes_a_new_collection_after_review_and_preview(
    client: Client, lake: Lake, files: Path
) -> None:
    client.force_login(administrator())
    department = Department.objects.create(name=GREEN)
    preview, page = reviewed(client, "spielplaetze.geojson", PLAYGROUNDS.read_bytes())
    assert "203" in page
    assert not FeatureCollection.objects.exists()
    facts = {
        "title": "Spielplätze",
        "key": "spielplaetze",
        "department": str(department.pk),
        "name_field": "title",
    }
    answer = client.post(preview, facts)
    run = Run.objects.get()
    made = FeatureCollection.objects.get(key="spielplaetze")
    assert answer["Location"] == f"/cockpit/geodaten/lauf/{run.pk}/"
    assert (run.state, run.inserted, made.features, made.visibility) == (
        RunState.DONE,
        203,
        203,
        Visibility.INTERNAL,
    )
    assert not Upload.objects.exists()
    assert not list(files.rglob("datei"))
    assert "203" in client.get(answer["Location"]).content.decode()
    assert "Spielplätze" in client.get("/cockpit/geodaten/").content.decode()
    assert client.get("/cockpit/geodaten/spielplaetze/").status_code == 200


def test_a_new_version_shows_what_is_new_different_and_gone(client: Client, lake: Lake, files: Path) -> None:
    client.force_login(administrator())
    collection("baeume", art="text", nr="text")
    first, _page = reviewed(client, "b.csv", TREES.encode(), "baeume")
    client.post(first)
    later = TREES.replace("Ahorn", "Bergahorn").replace("3;Eiche;6,72;51,42", "4;Ulme;6,73;51,43\n5;Eibe;;")
    preview, page = reviewed(client, "b.csv", later.encode(), "baeume")
    shown = dict(re.findall(r"<dt>(neu|geändert|entfallen|unverändert|abgewiesen)</dt><dd>(\d+)</dd>", page))
    assert shown == {"neu": "1", "geändert": "1", "entfallen": "1", "unverändert": "1", "abgewiesen": "1"}
    assert FeatureCollection.objects.get(key="baeume").features == 3
    client.post(preview)
    run = Run.objects.first()
    assert run is not None
    assert (run.inserted, run.changed, run.removed, run.refused) == (1, 1, 1, 1)
    assert RejectedRecord.objects.get().reason == "Die Geometrie fehlt."
    assert Origin.objects.get().wish["identity"] == ["Nr"]


def test_a_large_file_is_read_by_jobs_while_the_pages_wait(
    client: Client, lake: Lake, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accepting, "AT_ONCE", 10)
    client.force_login(administrator())
    collection("baeume")
    preview, page = reviewed(client, "b.csv", TREES.encode(), "baeume")
    assert "Die Datei wird gelesen" in page
    assert client.get(preview)["Refresh"] == "5"
    jobs.run_due(NOW)
    assert "<dt>neu</dt><dd>3</dd>" in client.get(preview).content.decode()
    run = client.post(preview)["Location"]
    assert client.get(run)["Refresh"] == "5"
    jobs.run_due(NOW)
    assert (Run.objects.get().state, FeatureCollection.objects.get().features) == (RunState.DONE, 3)
    assert "Refresh" not in client.get(run)


def test_an_unknown_reference_system_is_asked_for(client: Client, lake: Lake, files: Path) -> None:
    client.force_login(administrator())
    content = b"id,x,y\n1,361234,5701234\n2,361235,5701235\n"
    review = uploaded(client, "punkte.csv", content)
    page = client.get(review).content.decode()
    said = filled(page)
    assert "ETRS89 / UTM 32N (EPSG:25832) – passt" in page
    answer = client.post(review, said | {"crs": ""})
    assert "Bitte auswählen, in welchem Bezugssystem" in answer.content.decode()
    assert client.post(review, said | {"crs": "EPSG:25832"}).status_code == 302


def test_a_broken_file_is_refused_on_the_first_page_and_not_kept(
    client: Client, lake: Lake, files: Path
) -> None:
    client.force_login(administrator())
    given = {"file": SimpleUploadedFile("x.gpkg", b"SQLite format 3\x00 kaputt"), "collection": ""}
    answer = client.post("/cockpit/geodaten/neu/", given)
    assert "beschädigt" in answer.content.decode()
    assert not Upload.objects.exists()
    assert not list(files.rglob("datei"))


def test_text_of_files_is_shown_and_never_run(client: Client, lake: Lake, files: Path) -> None:
    client.force_login(administrator())
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [6.7, 51.4]},
               "properties": {"<script>alert(1)</script>": "<img src=x onerror=alert(2)>"}}  # fmt: skip
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    review = uploaded(client, "x.geojson", content)
    page = client.get(review).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_only_the_department_brings_files_into_its_collections(
    client: Client, lake: Lake, files: Path
) -> None:
    collection("baeume")
    client.force_login(worker("tief", "Tiefbauamt"))
    given = {"file": SimpleUploadedFile("b.csv", TREES.encode()), "collection": "baeume"}
    assert client.post("/cockpit/geodaten/neu/", given).status_code == 200
    assert client.get("/cockpit/geodaten/baeume/").status_code == 403
    client.force_login(worker("gruen"))
    review = uploaded(client, "b.csv", TREES.encode(), "baeume")
    client.force_login(worker("zweiter"))
    assert client.get(review).status_code == 404


@pytest.mark.parametrize("page", ["", "neu/", "dienst/", "baeume/", "baeume/abruf/", "lauf/1/"])
def test_a_stranger_is_sent_to_the_sign_in(client: Client, page: str) -> None:
    answer = client.get(f"/cockpit/geodaten/{page}")
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/konto/anmelden/")


def test_the_list_keeps_its_query_budget(
    client: Client, lake: Lake, django_assert_max_num_queries: object
) -> None:
    client.force_login(administrator())
    for number in range(5):
        Run.objects.create(
            collection=collection(f"s{number}"), name="x", actor="x", started_at="2026-05-01T00:00Z"
        )
    client.get("/cockpit/geodaten/")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert client.get("/cockpit/geodaten/").status_code == 200
