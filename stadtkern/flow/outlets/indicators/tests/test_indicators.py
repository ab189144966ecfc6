# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Indicators: defined, checked, published, adjusted, brought back; their pages, interface and entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from stadtkern.flow.catalogue import service as catalogue
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.indicators import cataloguing, checking, current, editing, service
from stadtkern.flow.outlets.indicators.discarded import TRASH
from stadtkern.flow.outlets.indicators.editing import Owner
from stadtkern.flow.outlets.indicators.models import StoredIndicator, Visibility
from stadtkern.flow.outlets.series import service as series
from stadtkern.flow.outlets.series.refusals import ExpressionRefused, IndicatorUnknown
from stadtkern.flow.outlets.series.tests.givens import fill, site
from stadtkern.kernel import registry
from stadtkern.kernel.domain import SmallCounts
from stadtkern.kernel.errors import Contradiction, NotFound, NotPermitted
from stadtkern.kernel.indicators import Indicator
from stadtkern.kernel.models import AuditEntry, Department, Person
from stadtkern.kernel.roles import Role
from stadtkern.kernel.tests.people_of_tests import administrator, employ, give

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 5, 4, 22, tzinfo=UTC)


def indicator(key: str = "raeder", **given: object) -> Indicator:
    """Bicycles per day."""
    said: dict[str, object] = {
        "title": "Räder",
        "definition": "Gezählte Räder.",
        "formula": "sum(cycling.bicycle_count)",
        "ucum": "{bicycle}",
        **given,
    }
    return Indicator(key=key, **said)  # type: ignore[arg-type]  # as the test gives them


def owner(domain: str = "cycling") -> Owner:
    """A department of its own."""
    return Owner(department=Department.objects.get_or_create(name="Statistikstelle")[0], domain=domain)


def defined(key: str = "raeder", *, public: bool = True, **given: object) -> StoredIndicator:
    """A stored indicator."""
    actor = administrator()
    row = editing.create(actor, indicator(key, **given), owner(), at=NOW)
    if public:
        editing.set_visibility(actor, key, Visibility.PUBLIC, at=NOW)
    return row


def counted(lake: Lake, *values: float | None) -> None:
    """Daily counts from 5 May 2026."""
    fill(
        lake,
        site("cycling", "bicycle_count", "nord", interval_s=86_400),
        values,
        start=MIDNIGHT,
        step=timedelta(days=1),
    )


def test_declared_formulas_can_be_computed_and_lead_to_their_units() -> None:
    declared = [one for domain in registry.domains() for one in domain.indicators]
    assert len(declared) >= 10
    for one in declared:
        checking.check(one, None)
        assert one.title_en
        assert one.definition_en


def test_keys_of_indicators_are_unique() -> None:
    keys = [one.key for domain in registry.domains() for one in domain.indicators]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ucum": "Cel"}, "führt nicht zur Einheit"),
        ({"formula": "each(cycling.bicycle_count)"}, "einzige Linie"),
        ({"formula": 'indicator("raeder") + sum(cycling.bicycle_count)'}, "auf sich selbst"),
    ],
)
def test_a_formula_that_is_no_indicator_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(Contradiction, match=said):
        editing.create(administrator(), indicator("raeder", **given), owner(), at=NOW)


def test_a_circle_of_two_is_refused_and_named() -> None:
    defined("eins")
    defined("zwei", formula='indicator("eins")')
    with pytest.raises(Contradiction, match="eins → zwei → eins"):
        editing.save(
            administrator(), "eins", indicator("eins", formula='indicator("zwei")'), owner(),
            expected_revision=service.find("eins").revision, at=NOW,
        )  # fmt: skip


def test_a_broken_formula_is_refused_with_its_place() -> None:
    with pytest.raises(ExpressionRefused):
        editing.create(administrator(), indicator(formula="sum(cycling.bicycle_count"), owner(), at=NOW)


def test_the_public_finds_only_what_was_released() -> None:
    defined("offen")
    defined("geheim", public=False)
    keys = [one.indicator.key for one in service.indicators()]
    assert "offen" in keys
    assert "geheim" not in keys
    with pytest.raises(NotFound):
        service.find("geheim")
    assert service.find("geheim", administrator()).indicator.title == "Räder"
    stranger = employ(Person.objects.create_user("fremd"), "Grünflächenamt")
    with pytest.raises(NotFound):
        service.find("geheim", stranger)
    with pytest.raises(NotPermitted):
        editing.remove(stranger, "offen", at=NOW)


def test_a_formula_names_only_what_its_reader_may_see(client: Client, lake: Lake) -> None:
    counted(lake, 100)
    defined("geheim", public=False, title="Heimlich gezählt")
    formula = 'indicator("geheim") * 2'
    stranger = employ(Person.objects.create_user("fremd"), "Grünflächenamt")
    assert "Heimlich gezählt" in series.check(formula, administrator()).explained
    said = []
    for key in ("geheim", "gibtesnicht"):
        with pytest.raises(IndicatorUnknown) as refused:
            series.check(f'indicator("{key}") * 2', stranger)
        said.append(str(refused.value).replace(key, "…"))
        with pytest.raises(IndicatorUnknown) as refused:
            series.check(f'indicator("{key}") * 2')
        assert key not in str(refused.value)
    assert said[0] == said[1]
    client.force_login(stranger)
    page = client.get("/cockpit/kennzahlen/pruefen/", {"formula": formula}).content.decode()
    assert "Heimlich" not in page


def test_what_rests_on_an_internal_indicator_is_not_published_and_withdrawn_when_it_was(lake: Lake) -> None:
    counted(lake, 100)
    defined("unten")
    defined("oben", formula='indicator("unten")')
    editing.set_visibility(administrator(), "unten", Visibility.INTERNAL, at=NOW)
    found = current.current(service.find("oben"), language="de", lake=lake, now=NOW)
    assert (found.state, found.value) == ("withdrawn", None)
    with pytest.raises(Contradiction, match="nicht öffentlich"):
        defined("darueber", formula='indicator("unten")')


def test_a_declared_indicator_is_adjusted_and_goes_back_to_its_declaration() -> None:
    actor, key = administrator(), "radverkehr-tag"
    before = service.find(key)
    assert (before.declared, before.adjusted, before.revision) == (True, False, 0)
    said = indicator(key, title="Räder heute")
    editing.save(actor, key, said, owner(), expected_revision=0, at=NOW)
    assert service.find(key).indicator.title == "Räder heute"
    with pytest.raises(Contradiction, match="inzwischen"):
        editing.save(actor, key, said, owner(), expected_revision=0, at=NOW)
    editing.remove(actor, key, at=NOW)
    assert service.find(key) == before
    editing.save(actor, key, said, owner(), expected_revision=0, at=NOW)
    assert service.find(key).indicator.title == "Räder heute"


def test_a_declared_indicator_can_be_hidden() -> None:
    editing.set_visibility(administrator(), "radverkehr-tag", Visibility.INTERNAL, at=NOW)
    with pytest.raises(NotFound):
        service.find("radverkehr-tag")


def test_earlier_revisions_come_back() -> None:
    actor = administrator()
    defined()
    known = service.find("raeder")
    editing.save(
        actor, "raeder", indicator(title="Anders"), owner(), expected_revision=known.revision, at=NOW
    )
    assert service.find("raeder").indicator.title == "Anders"
    editing.restore_revision(actor, "raeder", 1, at=NOW)
    assert service.find("raeder").indicator.title == "Räder"
    assert [row.number for row in editing.revisions("raeder")] == [4, 3, 1]


def test_what_was_removed_comes_back_within_thirty_days() -> None:
    actor = administrator()
    defined()
    editing.remove(actor, "raeder", at=NOW)
    assert service.named("raeder") is None
    assert [one.key for one in TRASH.discarded(actor, NOW)] == ["raeder"]
    TRASH.restore(actor, "raeder", NOW)
    assert service.named("raeder") is not None
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert [*actions] == [
        "indicator.create", "indicator.visibility", "indicator.remove", "indicator.restore",
    ]  # fmt: skip


def test_who_may_not_release_brings_nothing_to_the_public() -> None:
    actor, editor = administrator(), Person.objects.create_user("redaktion")
    give(editor, Role.EDITOR)
    defined()
    editing.remove(actor, "raeder", at=NOW)
    editing.restore(editor, "raeder", at=NOW)
    assert not service.find("raeder", editor).public
    editing.set_visibility(actor, "radverkehr-tag", Visibility.INTERNAL, at=NOW)
    with pytest.raises(NotPermitted):  # its declaration is public
        editing.remove(editor, "radverkehr-tag", at=NOW)
    editing.remove(actor, "radverkehr-tag", at=NOW)
    with pytest.raises(NotPermitted):
        editing.restore(editor, "radverkehr-tag", at=NOW)
    assert service.find("radverkehr-tag").public


def test_the_interface_lists_describes_and_answers_values(client: Client, lake: Lake) -> None:
    counted(lake, 100, 200, None, 400)
    defined()
    listed = client.get("/api/indicators/v1/?q=raeder&limit=1").json()
    assert [one["key"] for one in listed["indicators"]] == ["raeder"]
    (valued,) = client.get("/api/indicators/v1/?q=raeder&current=1").json()["indicators"]
    assert (valued["current"]["state"], valued["current"]["value"]) == ("current", 400)
    assert client.get("/api/indicators/v1/raeder").json()["explained"]
    answer = client.get("/api/indicators/v1/raeder/values")
    assert [one["value"] for one in answer.json()["values"]] == [100, 200, None, 400]
    assert answer.json()["facts"]["datastreams"] == 1
    tag = answer.headers["ETag"]
    assert client.get("/api/indicators/v1/raeder/values", headers={"if-none-match": tag}).status_code == 304
    table = client.get(
        "/api/indicators/v1/raeder/values?f=csv&from=2026-05-06&to=2026-05-06"
    ).content.decode()
    assert table.splitlines()[1:] == [
        "2026-05-05T22:00:00+00:00,2026-05-06T22:00:00+00:00,200,{bicycle},1.0000,false"
    ]
    assert client.get("/api/indicators/v1/raeder/values?interval=month").json()["values"][0]["value"] == 700


def test_pages_of_the_list_follow_one_another_by_key(client: Client) -> None:
    first = client.get("/api/indicators/v1/?limit=2").json()
    second = client.get(first["next"].removeprefix("http://testserver")).json()
    keys = [one["key"] for one in (*first["indicators"], *second["indicators"])]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("gibtesnicht", 404),
        ("radverkehr-tag/values?from=gestern", 400),
        ("radverkehr-tag/values?from=2026-05-02&to=2026-05-01", 400),
        ("radverkehr-tag/values?interval=blink", 400),
    ],
)
def test_the_interface_says_what_is_wrong(client: Client, lake: Lake, address: str, status: int) -> None:
    counted(lake, 1)
    answer = client.get(f"/api/indicators/v1/{address}")
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert client.post("/api/indicators/v1/radverkehr-tag").status_code == 405


def test_too_many_steps_are_refused(client: Client, lake: Lake) -> None:
    counted(lake, 1)
    address = "/api/indicators/v1/radverkehr-tag/values?interval=hour&from=1996-01-01&to=2026-05-01"
    assert client.get(address).status_code == 413


def test_the_page_shows_chart_table_definition_and_source(client: Client, lake: Lake) -> None:
    counted(lake, 100, 200, None, 400)
    page = client.get("/kennzahlen/radverkehr-tag/").content.decode()
    assert "<svg" in page
    assert "05.05.2026" in page
    assert "keine Daten" in page
    assert "sum(cycling.bicycle_count)" in page
    assert "Datenlizenz Deutschland" in page
    english = client.get("/en/kennzahlen/radverkehr-tag/").content.decode()
    assert "Bicycles per day" in english


def test_an_indicator_without_data_says_so(client: Client, lake: Lake) -> None:
    assert "Noch keine Werte" in client.get("/kennzahlen/gradtage/").content.decode()
    assert client.get("/api/indicators/v1/gradtage/values").json()["values"] == []


def test_the_list_is_searched_by_words(client: Client) -> None:
    page = client.get("/kennzahlen/?suche=ladepunkt").content.decode()
    assert "Öffentliche Ladepunkte" in page
    assert "Fahrräder am Tag" not in page
    assert "Keine Kennzahl gefunden" in client.get("/kennzahlen/?suche=gibtesnicht").content.decode()


def test_the_list_shows_current_values_and_why_there_is_none(client: Client, lake: Lake) -> None:
    counted(lake, 100, 200, None, 300, 450)
    defined("geheim", public=False)
    page = client.get("/kennzahlen/?suche=fahrräder+am+tag").content.decode()
    assert "<span>450</span>" in page
    assert "am Samstag, 9.\N{NO-BREAK SPACE}Mai 2026" in page
    assert "50\N{NO-BREAK SPACE}% mehr als am Tag davor" in page
    assert '<th scope="row">Do, 07.05.2026</th><td class="num">keine Daten</td>' in page
    assert "Letzte Werte als Tabelle" in page
    other = client.get("/kennzahlen/?suche=gradtage").content.decode()
    assert "weil es dafür noch keine Messwerte gibt" in other
    fragment = {"hx-request": "true"}
    assert "450" in client.get("/kennzahlen/radverkehr-tag/wert/", headers=fragment).content.decode()
    client.force_login(administrator())
    assert client.get("/kennzahlen/geheim/wert/", headers=fragment).status_code == 404


def test_an_incomplete_value_says_so_and_is_not_compared(lake: Lake) -> None:
    fill(lake, site("cycling", "bicycle_count", "nord"), [5.0] * 6 + [None] * 17 + [5.0])
    found = current.current(service.find("radverkehr-tag"), language="de", lake=lake, now=NOW)
    assert (found.value, found.partial, found.change) == (35, True, "")
    assert "Unvollständig: 29 % der erwarteten Messwerte sind da." in found.notes


@pytest.fixture
def strict() -> Iterator[None]:
    """Pedestrians are protected in steps below two days."""
    before = registry.domains()
    rule = SmallCounts(below=5, finer_than_s=172_800, reason="Streng.")
    registry.declare(replace(one, protection=rule) if one.name == "pedestrians" else one for one in before)
    yield
    registry.declare(before)


def test_small_numbers_stay_hidden_in_the_list(lake: Lake, strict: None) -> None:
    stream = site("pedestrians", "pedestrian_count", "allee", interval_s=86_400)
    fill(lake, stream, [3.0, 2.0], start=MIDNIGHT, step=timedelta(days=1))
    found = current.current(service.find("fussverkehr-tag"), language="de", lake=lake, now=NOW)
    assert (found.state, found.value, found.steps, found.figure) == ("withheld", None, (), None)
    assert "geschützt" in found.notes[0]


def test_public_indicators_are_entries_of_the_catalogue_under_the_licence_of_their_sources(
    lake: Lake,
) -> None:
    defined("geheim", public=False)
    assert not list(cataloguing.entries()), "there are no public data yet"
    counted(lake, 10, 20)
    found = {one.key: one for one in cataloguing.entries()}
    entry = found["kennzahl-radverkehr-tag"]
    assert entry.licence.code == "dl-by-de/2.0"
    assert [one.format for one in entry.distributions] == ["CSV", "JSON"]
    assert "kennzahl-geheim" not in found
    assert catalogue.entry("kennzahl-radverkehr-tag").landing_page == "/kennzahlen/radverkehr-tag/"


def test_staff_define_an_indicator_by_the_form(client: Client) -> None:
    client.force_login(administrator())
    given = {
        "title": "Räder", "key": "raeder", "definition": "Gezählte Räder.", "ucum": "{bicycle}",
        "decimals": "0", "formula": "sum(cycling.bicycle_count)", "interval": "day", "better": "higher",
        "department": owner().department.pk, "domain": "cycling",
    }  # fmt: skip
    wrong = client.post("/cockpit/kennzahlen/neu/", {**given, "ucum": "Cel"})
    assert wrong.status_code == 422
    assert "führt nicht zur Einheit" in wrong.content.decode()
    assert client.post("/cockpit/kennzahlen/neu/", given).status_code == 302
    page = client.get("/cockpit/kennzahlen/raeder/").content.decode()
    assert "Die Summe von" in page
    changed = {**given, "title": "Fahrräder", "revision": service.find("raeder", administrator()).revision}
    assert client.post("/cockpit/kennzahlen/raeder/", changed).status_code == 302
    assert service.find("raeder", administrator()).indicator.title == "Fahrräder"
    refused = client.get("/cockpit/kennzahlen/pruefen/", {"formula": "sum(cycling."}).content.decode()
    assert "lässt sich nicht berechnen" in refused
