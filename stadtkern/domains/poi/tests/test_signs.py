# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signs, from the object of a collection to the page behind the QR code."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from PIL import Image
from shapely import Point

from stadtkern.commons.labels import sheets
from stadtkern.domains.poi import discarded, pictures, service, signs
from stadtkern.domains.poi.domain import DOMAIN
from stadtkern.domains.poi.models import ScanDay, Sign, SignState
from stadtkern.domains.poi.service import Place
from stadtkern.domains.poi.signs import Texts
from stadtkern.flow.collections import service as collections
from stadtkern.flow.collections import writing
from stadtkern.flow.collections.facts import Draft
from stadtkern.flow.collections.models import Visibility
from stadtkern.kernel.collections import Feature, Field
from stadtkern.kernel.errors import Contradiction, NotFound, NotPermitted
from stadtkern.kernel.models import AuditEntry, Person
from stadtkern.kernel.tests.people_of_tests import departments_of, employ

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later_lake")]


def person(name: str = "mia", *, department: str = DOMAIN.department) -> Person:
    made = Person.objects.create_user(username=name, password="vier Störche am Kanal")
    employ(made, department)
    return made


def place(key: str = "way/1", name: str = "Alte Mühle") -> Place:
    return Place(collection="poi", key=key, name=name, longitude=8.7, latitude=49.4)


def sign(actor: Person, **texts: str) -> Sign:
    (made,) = signs.make(actor, [place()], now=NOW)
    signs.write(actor, made, Texts(name="Alte Mühle", **texts), now=NOW)
    signs.publish(actor, made, now=NOW)
    return made


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Path]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def picture() -> bytes:
    """A photo whose camera wrote where and by whom it was taken."""
    out = io.BytesIO()
    tags = Image.Exif()
    tags[0x013B] = "Erika Mustermann"
    Image.new("RGB", (400, 200), "green").save(out, "JPEG", exif=tags)
    return out.getvalue()


def test_a_sign_is_a_draft_until_it_is_published() -> None:
    (made,) = signs.make(person(), [place()], now=NOW)
    assert Client().get(f"/o/{made.code}/").status_code == 404


def test_the_short_address_leads_to_the_page_of_the_place() -> None:
    made = sign(person(), text="Hier mahlte man Korn.", plain_text="Hier war eine Mühle.")
    answer = Client().get(f"/o/{made.code}/", follow=True)
    shown = answer.content.decode()
    assert "Hier mahlte man Korn." in shown
    assert "Hier war eine Mühle." in shown


def test_the_short_address_may_be_typed_in_small_letters_and_without_slash() -> None:
    made = sign(person())
    assert Client().get(f"/o/{made.code.lower()}").status_code == 302


def test_codes_have_no_letters_that_look_alike() -> None:
    made = signs.make(person(), [place(key=f"way/{n}") for n in range(30)], now=NOW)
    assert not set("".join(one.code for one in made)) & set("01OIL")
    assert len({one.code for one in made}) == 30


def test_an_object_gets_one_sign_only() -> None:
    mia = person()
    signs.make(mia, [place()], now=NOW)
    assert signs.make(mia, [place()], now=NOW) == []


def test_a_stranger_to_the_department_makes_no_signs() -> None:
    with pytest.raises(NotPermitted):
        signs.make(person(department="Kämmerei"), [place()], now=NOW)


def test_scans_are_summed_per_day_and_nothing_else_is_kept() -> None:
    made = sign(person())
    for _time in range(3):
        Client().get(f"/o/{made.code}/", REMOTE_ADDR="203.0.113.7")
    (day,) = ScanDay.objects.filter(sign=made)
    assert day.scans == 3
    assert {field.name for field in ScanDay._meta.get_fields()} == {"id", "sign", "day", "scans"}


def test_a_retired_sign_leads_to_its_successor() -> None:
    mia = person()
    old = sign(mia)
    (new,) = signs.make(mia, [place(key="way/2", name="Neue Mühle")], now=NOW)
    signs.publish(mia, new, now=NOW)
    signs.retire(mia, old, new.code, now=NOW)
    assert Client().get(f"/o/{old.code}/").headers["Location"].endswith(f"/{new.code}/")


def test_a_retired_sign_without_successor_says_that_it_is_gone() -> None:
    mia = person()
    made = sign(mia)
    signs.retire(mia, made, "", now=NOW)
    answer = Client().get(f"/o/{made.code}/")
    assert answer.status_code == 410
    assert "nicht mehr da" in answer.content.decode()


def test_a_sign_that_was_taken_down_by_mistake_is_put_up_again() -> None:
    mia = person()
    made = sign(mia)
    browser = Client()
    browser.force_login(mia)
    told = browser.post(f"/cockpit/orte/{made.code}/abbauen/", follow=True).content.decode()
    assert "Rückgängig" in told
    discarded.TRASH.restore(mia, made.code, NOW)
    assert Client().get(f"/themen/orte/ort/{made.code}/").status_code == 200
    signs.retire(mia, signs.of_code(made.code), "", now=NOW)
    signs.make(mia, [place()], now=NOW)
    with pytest.raises(Contradiction, match="steht inzwischen"):
        discarded.TRASH.restore(mia, made.code, NOW)
    with pytest.raises(NotFound):
        discarded.TRASH.restore(person("fremd", department="Ganz woanders"), made.code, NOW)


def test_two_retired_signs_that_point_at_each_other_end_in_a_page() -> None:
    mia = person()
    one = sign(mia)
    (two,) = signs.make(mia, [place(key="way/2")], now=NOW)
    signs.retire(mia, one, two.code, now=NOW)
    Sign.objects.filter(pk=two.pk).update(state="retired", successor=one)
    assert Client().get(f"/o/{one.code}/").status_code == 410


def test_a_sign_cannot_follow_itself() -> None:
    mia = person()
    made = sign(mia)
    with pytest.raises(Contradiction):
        signs.retire(mia, made, made.code, now=NOW)


def test_texts_cannot_bring_markup_onto_the_page() -> None:
    made = sign(person(), text="<script>alert(1)</script>")
    shown = Client().get(f"/themen/orte/ort/{made.code}/").content.decode()
    assert "<script>alert" not in shown


def test_every_step_is_in_the_audit_log() -> None:
    sign(person())
    actions = set(AuditEntry.objects.filter(by__name="mia").values_list("action", flat=True))
    assert {"sign.create", "sign.edit", "sign.publish"} <= actions


def test_a_picture_is_kept_without_what_the_camera_wrote(files: Path) -> None:
    mia = person()
    made = sign(mia)
    kept = pictures.add(mia, made, picture(), "Die Mühle von Süden", "Stadt, CC BY 4.0", now=NOW)
    stored = (files / kept.file).read_bytes()
    assert b"Mustermann" not in stored
    answer = Client().get(f"/themen/orte/ort/{made.code}/bild/{kept.pk}.webp")
    assert b"".join(answer) == stored


def test_a_picture_without_description_is_refused() -> None:
    mia = person()
    with pytest.raises(Contradiction):
        pictures.add(mia, sign(mia), picture(), " ", "Stadt", now=NOW)


@pytest.mark.parametrize("form", ["a6", "labels"])
def test_signs_are_printed_as_pdf_with_any_letters(form: sheets.Format) -> None:
    shown = [("Łazienki & Mühle „Süd“ 東", "https://example.org/o/ABCDEF/")] * 9
    content = sheets.pdf(shown, city="Musterstadt", invitation="Mehr über diesen Ort:", form=form)
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") == (9 if form == "a6" else 2)


def test_the_cockpit_adds_pictures_and_prints(files: Path) -> None:
    mia = person()
    made = sign(mia)
    client = Client()
    client.force_login(mia)
    file = SimpleUploadedFile("x.jpg", picture(), "image/jpeg")
    client.post(
        f"/cockpit/orte/{made.code}/bilder/", {"picture": file, "alt": "Die Mühle", "credit": "Stadt"}
    )
    assert "Die Mühle" in client.get(f"/cockpit/orte/{made.code}/").content.decode()
    assert client.get("/cockpit/orte/schilder.pdf").headers["Content-Type"] == "application/pdf"


def test_publishing_keeps_the_text_that_was_just_written() -> None:
    mia = person()
    (made,) = signs.make(mia, [place()], now=NOW)
    client = Client()
    client.force_login(mia)
    written = {"name": made.name, "text": "Ganz neu.", "veroeffentlichen": "1"}
    client.post(f"/cockpit/orte/{made.code}/", written)
    made.refresh_from_db()
    assert (made.text, made.state) == ("Ganz neu.", SignState.PUBLIC)


def test_the_cockpit_pages_are_closed_to_other_departments() -> None:
    made = sign(person())
    other = Person.objects.create_user(username="ole", password="vier Störche am Kanal")
    client = Client()
    client.force_login(other)
    for path in ("", "neu/", f"{made.code}/", "schilder.pdf"):
        assert client.get(f"/cockpit/orte/{path}").status_code == 403


def test_a_page_tells_public_facts_of_public_collections_only() -> None:
    mia = person()
    owner = departments_of(mia)[0]
    fields = (
        Field(key="name", title="Name"),
        Field(key="opened", title="Geöffnet"),
        Field(key="keeper", title="Pate", personal=True),
    )
    draft = Draft(
        key="mills", title="Mühlen", department=owner, geometry="point", fields=fields, name_field="name"
    )
    mills = collections.create(mia, draft, NOW)
    values = {"name": "Alte Mühle", "opened": "immer sonntags", "keeper": "Frau Geheim"}
    mill = Feature(key="m1", geometry=Point(8.7, 49.4), properties=values)
    writing.write_features(mills, [mill], complete=True, now=NOW, actor=mia)
    (made,) = signs.make(mia, service.places("mills", "mühle", mia, most=10), now=NOW)
    signs.publish(mia, made, now=NOW)
    page = f"/themen/orte/ort/{made.code}/"
    assert "sonntags" not in Client().get(page).content.decode()
    collections.set_visibility(mia, collections.by_key("mills", mia), Visibility.PUBLIC, NOW)
    shown = Client().get(page).content.decode()
    assert "sonntags" in shown and "Frau Geheim" not in shown
    other = person("otto", department="Kämmerei")
    collections.set_visibility(mia, collections.by_key("mills", mia), Visibility.INTERNAL, NOW)
    with pytest.raises(NotFound):
        service.places("mills", "", other, most=10)
