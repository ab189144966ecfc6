# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the list of a provider to the answer for an address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from stadtkern.domains.fibre_rollout import service
from stadtkern.domains.fibre_rollout.addresses import MOST, Address, addresses, comparable
from stadtkern.flow.collections import service as collections
from stadtkern.flow.collections import writing
from stadtkern.flow.collections.models import Visibility
from stadtkern.kernel.audit import SYSTEM
from stadtkern.kernel.collections import Feature
from stadtkern.kernel.errors import LimitExceeded, PayloadRejected

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def filled(db: None, later_lake: None) -> Iterator[None]:
    """Real streets of Heidelberg; what stands about fibre there is an example."""
    collection = collections.ensure_declared("fibre-addresses")
    writing.write_features(
        collection,
        [
            feature("1", "Plöck", "107-109", "69117", "available"),
            feature("2", "Im Neuenheimer Feld", "308", "69120", "building"),
            feature("3", "Hauptstraße", "12a", "69117", "planned"),
            feature("4", "Hauptstraße", "12a", "69151", "none"),
        ],
        complete=True,
        now=NOW,
        actor=SYSTEM,
    )
    collections.set_visibility(SYSTEM, collection, Visibility.PUBLIC, NOW)
    service.forget()
    yield
    service.forget()


def feature(key: str, street: str, number: str, code: str, state: str) -> Feature:
    values = {"street": street, "house_number": number, "postal_code": code, "state": state}
    more = {"provider": "Stadtwerke", "as_of": date(2026, 10, 1), "most_mbit": 1000.0}
    return Feature(key=key, geometry=Point(8.7, 49.4), properties=values | more)


def states(text: str) -> list[list[str]]:
    return [[one.state for one in answer.known] for answer in service.check(addresses(text))]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "line",
    [
        "Hauptstraße 12a, 69117 Heidelberg",
        "hauptstr. 12 A 69117",
        "HAUPTSTRASSE 12a; 69117 Heidelberg",
        "Haupt-Straße 12 a, 69117",
    ],
)
def test_an_address_is_found_however_it_is_written(line: str) -> None:
    assert states(line) == [["planned"]]


@pytest.mark.usefixtures("filled")
def test_an_address_in_two_towns_asks_for_the_postal_code() -> None:
    (answer,) = service.check(addresses("Hauptstraße 12a"))
    assert answer.several_towns
    assert answer.known == ()


@pytest.mark.usefixtures("filled")
def test_what_is_not_reported_is_unknown_and_not_denied() -> None:
    (answer,) = service.check(addresses("Hauptstraße 14, 69117 Heidelberg"))
    assert answer.readable
    assert answer.known == ()


@pytest.mark.usefixtures("filled")
def test_a_csv_is_read_by_its_header() -> None:
    assert states("plz;ort;strasse;hausnummer\n69117;Heidelberg;Plöck;107-109\n") == [["available"]]


@pytest.mark.usefixtures("filled")
def test_a_thousand_addresses_are_checked_at_once() -> None:
    assert states("\n".join(["Plöck 107-109, 69117"] * MOST)) == [["available"]] * MOST


@pytest.mark.usefixtures("filled")
def test_the_answer_as_csv_names_state_and_day_and_computes_nothing() -> None:
    answer = Client().post(
        "/themen/glasfaser/pruefen/", {"adressen": "Plöck 107-109, 69117\n=1+1", "csv": "1"}
    )
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1] == '"Plöck 107-109, 69117";verfügbar;Stadtwerke;;1000;2026-10-01;'.replace('"', "")
    assert lines[2].startswith("'=1+1;")


@pytest.mark.usefixtures("filled")
def test_a_file_of_windows_is_read() -> None:
    content = "strasse;hausnummer;plz\nPlöck;107-109;69117\n".encode("cp1252")
    answer = Client().post("/themen/glasfaser/pruefen/", {"datei": SimpleUploadedFile("a.csv", content)})
    assert "verfügbar" in answer.content.decode()


@pytest.mark.usefixtures("filled")
def test_one_address_is_answered_on_the_page_of_the_subject() -> None:
    shown = Client().get("/themen/glasfaser/", {"adresse": "Im Neuenheimer Feld 308, 69120"}).content.decode()
    assert "im Bau" in shown
    assert "01.10.2026" in shown


@pytest.mark.usefixtures("filled")
def test_strangers_learn_nothing_of_an_internal_list() -> None:
    collection = collections.ensure_declared("fibre-addresses")
    collections.set_visibility(SYSTEM, collection, Visibility.INTERNAL, NOW)
    assert states("Plöck 107-109, 69117") == [[]]


@pytest.mark.django_db
@pytest.mark.usefixtures("later_lake")
def test_a_city_without_a_list_says_so() -> None:
    service.forget()
    assert "Noch keine Angaben" in Client().get("/themen/glasfaser/").content.decode()


def test_too_many_addresses_are_refused_with_the_number() -> None:
    with pytest.raises(LimitExceeded, match="1001"):
        addresses("Plöck 1\n" * 1001)


def test_a_csv_without_house_numbers_says_what_is_missing() -> None:
    with pytest.raises(PayloadRejected, match="hausnummer"):
        addresses("strasse;plz\nPlöck;69117\n")


@pytest.mark.parametrize(
    ("line", "street", "number", "code"),
    [
        ("Straße des 17. Juni 135, 10623 Berlin", "Straße des 17. Juni", "135", "10623"),
        ("Plöck 107-109 69117 Heidelberg", "Plöck", "107-109", "69117"),
        ("Am Markt 3b", "Am Markt", "3b", ""),
    ],
)
def test_street_number_and_postal_code_are_told_apart(line: str, street: str, number: str, code: str) -> None:
    assert addresses(line)[0] == Address(
        street=street, number=number, code=code, town=line.split(code)[-1].strip() if code else ""
    )


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        found = addresses(text)
    except (PayloadRejected, LimitExceeded):
        return
    assert all(comparable(one.street, one.number) for one in found if isinstance(one, Address))
