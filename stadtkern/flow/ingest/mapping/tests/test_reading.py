# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From documents to observations: values, times, things, and what is rejected with which reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.flow.ingest.mapping.checking import MappingRefused, checked
from stadtkern.flow.ingest.mapping.decoding import decoder
from stadtkern.flow.ingest.mapping.documents import Form
from stadtkern.flow.ingest.mapping.fields import number, values
from stadtkern.kernel.domain import Domain, Retention
from stadtkern.kernel.observation import Decoded, Payload, Quality
from stadtkern.kernel.quantities import KNOWN

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DOMAIN = Domain(
    name="anything",
    title="Allerlei",
    title_en="All sorts",
    slug="allerlei",
    summary="",
    summary_en="",
    department="Digitalisierung",
    fields_of_action=(),
    quantities=(),
    any_quantity=True,
    sources=(),
    retention=Retention(days=None, reason="Test"),
)
TEMPERATURE = {"path": "$.t", "quantity": "air_temperature"}


def read(
    document: object,
    *,
    name: str = "haus/7/up",
    form: Form | None = None,
    sparse: bool = False,
    fields: object = (TEMPERATURE,),
    **mapping: object,
) -> Decoded:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    words = form or Form()
    understood = checked({"thing": "{topic.2}", "fields": fields, **mapping}, DOMAIN, form=words)
    decode = decoder(understood, source_key="q", quantities=DOMAIN.measurable, form=words, sparse=sparse)
    return decode(Payload(name=name, content=content, received_at=NOW))


def results(decoded: Decoded) -> list[tuple[str, float | str | None]]:
    rows = decoded.observations.to_pylist()
    return [
        (row["datastream"], row["result"] if row["result_json"] is None else row["result_json"])
        for row in rows
    ]


def test_values_are_converted_and_named_after_their_device() -> None:
    field = {**TEMPERATURE, "unit": "[degF]", "series": "aussen", "name": "Außen"}
    decoded = read({"t": 212}, fields=[field], thing_name="Haus {topic.2}", interval_s=60)
    assert results(decoded) == [("q/7/aussen", 100.0)]
    assert decoded.stations[0].name == "Haus 7"
    assert (decoded.series[0].name, decoded.series[0].interval_s) == ("Außen", 60)


def test_factor_and_offset_come_before_the_conversion() -> None:
    decoded = read({"t": 500}, fields=[{**TEMPERATURE, "unit": "K", "factor": 0.5, "offset": 23.15}])
    [(_, result)] = results(decoded)
    assert result == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("21,5", 21.5),
        (" -3.25 ", -3.25),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        (True, 1.0),
        ("off", 0.0),
        ("1e2", 100.0),
    ],
)
def test_texts_and_switches_are_numbers_when_they_say_one(value: object, expected: float) -> None:
    assert results(read({"t": value})) == [("q/7/air_temperature", expected)]


@pytest.mark.parametrize("value", ["warm", [1], {"v": 1}, "1_000", "0x10", "nan", "١٢", 10**400])
def test_a_value_that_is_no_number_costs_only_itself(value: object) -> None:
    fields = [TEMPERATURE, {"path": "$.h", "quantity": "relative_humidity"}]
    decoded = read({"t": value, "h": 50}, fields=fields)
    assert results(decoded) == [("q/7/relative_humidity", 50.0)]
    assert "$.t: Lufttemperatur ist eine Zahl" in decoded.rejected[0].reason
    assert decoded.rejected[0].where == "$.t"


@pytest.mark.parametrize("value", [None, "", -999, "-999", "-999,0", "n/a"])
def test_what_means_no_value_is_neither_stored_nor_rejected(value: object) -> None:
    decoded = read({"t": value}, fields=[{**TEMPERATURE, "missing": ["-999", "n/a"]}])
    assert (results(decoded), decoded.rejected) == ([], ())


def test_a_text_is_a_result_where_the_quantity_has_no_unit() -> None:
    fields = [{"path": "$.w", "quantity": "weather_condition"}]
    assert results(read({"w": "Regen"}, fields=fields)) == [("q/7/weather_condition", '"Regen"')]


@pytest.mark.parametrize(
    ("time", "value"),
    [
        ({}, "2026-03-01T11:30:00Z"),
        ({}, "2026-03-01T12:30:00"),
        ({"form": "unix_s"}, 1772364600),
        ({"form": "unix_ms"}, "1772364600000"),
        ({"form": "pattern", "pattern": "%d.%m.%Y %H:%M"}, "01.03.2026 12:30"),
    ],
)
def test_times_of_all_forms_are_utc_in_the_end(time: dict[str, str], value: object) -> None:
    decoded = read({"t": 1, "z": value}, time={"path": "$.z", **time})
    assert decoded.observations.column("phenomenon_time").to_pylist() == [NOW - timedelta(minutes=30)]


@pytest.mark.parametrize("year", [1970, 1989, 2087])
def test_a_broken_clock_is_replaced_by_the_time_of_arrival(year: int) -> None:
    decoded = read({"t": 1, "z": f"{year}-01-01T00:00:00Z"}, time={"path": "$.z"})
    row = decoded.observations.to_pylist()[0]
    assert row["phenomenon_time"] == NOW
    assert row["quality"] == Quality.CLOCK
    assert json.loads(row["parameters"]) == {"device_time": f"{year}-01-01T00:00:00+00:00"}


@pytest.mark.parametrize("value", [None, "gestern", 5, "", "2026-13-01T00:00:00Z"])
def test_a_record_without_readable_time_is_rejected(value: object) -> None:
    decoded = read({"t": 1, "z": value}, time={"path": "$.z"})
    assert results(decoded) == []
    assert "Zeit" in decoded.rejected[0].reason


def test_records_are_read_one_by_one_and_a_rejected_one_can_be_read_alone() -> None:
    document = {"data": [{"id": "a", "t": 1}, {"id": "b", "t": "x"}, {"t": 3}]}
    decoded = read(document, records="$.data[*]", thing="{$.id}")
    assert results(decoded) == [("q/a/air_temperature", 1.0)]
    assert [one.where for one in decoded.rejected] == ["Datensatz 2, $.t", "Datensatz 3, {$.id}"]
    again = read(decoded.rejected[0].raw.replace(b'"x"', b"2"), records="$.data[*]", thing="{$.id}")
    assert results(again) == [("q/b/air_temperature", 2.0)]


def test_a_feed_that_has_changed_overnight_is_said_to_have() -> None:
    fields = [TEMPERATURE, {"path": "$.h", "quantity": "relative_humidity"}]
    decoded = read({"t": 1, "humidity": 50}, fields=fields)
    assert results(decoded) == [("q/7/air_temperature", 1.0)]
    assert [one.reason for one in decoded.rejected] == [
        "Der Feed hat sich geändert: In keinem Datensatz steht etwas unter $.h."
    ]


def test_a_list_that_is_gone_is_a_change_and_an_empty_one_is_none() -> None:
    assert read({"data": []}, records="$.data[*]").rejected == ()
    assert "geändert" in read({"items": []}, records="$.data[*]").rejected[0].reason


def test_a_message_need_not_have_all_fields_but_one() -> None:
    fields = [TEMPERATURE, {"path": "$.h", "quantity": "relative_humidity"}]
    assert read({"t": 1}, fields=fields, sparse=True).rejected == ()
    assert "steht nichts unter" in read({"x": 1}, fields=fields, sparse=True).rejected[0].reason


def test_geojson_brings_its_places() -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [7.6, 51.9]},
        "properties": {"id": 5, "t": 3},
    }
    decoded = read(
        {"type": "FeatureCollection", "features": [feature]},
        form=Form(kind="geojson"),
        thing="{$.properties.id}",
        fields=[{**TEMPERATURE, "path": "$.properties.t"}],
    )
    station = decoded.stations[0]
    assert (station.code, station.longitude, station.latitude) == ("q/5", 7.6, 51.9)


def test_xml_and_csv_are_read_like_json_and_their_rejected_records_too() -> None:
    xml = b"<r><s><id>a</id><t>x</t></s></r>"
    form = Form(kind="xml")
    decoded = read(xml, form=form, records="$.r.s[*]", thing="{$.id}")
    again = read(decoded.rejected[0].raw.replace(b'"x"', b"4"), form=form, records="$.r.s[*]", thing="{$.id}")
    assert results(again) == [("q/a/air_temperature", 4.0)]
    table = read(b"id;t\na;1,5\n", form=Form(kind="csv"), thing="{$.id}")
    assert results(table) == [("q/a/air_temperature", 1.5)]


def test_german_numbers_have_points_between_thousands() -> None:
    assert number("1.234", decimal_comma=True) == 1234
    assert number("1.234") == 1.234


def test_a_bare_value_is_a_document_too() -> None:
    assert results(read(b"21.5", fields=[{**TEMPERATURE, "path": "$"}])) == [("q/7/air_temperature", 21.5)]


def test_values_of_a_decoded_document_are_found_without_a_thing() -> None:
    mapping = checked(
        {"thing": "x", "fields": [TEMPERATURE, {"path": "$.w", "quantity": "wind_speed"}]}, DOMAIN
    )
    found, problems = values({"t": 5, "w": "stark"}, mapping.fields, KNOWN)
    assert [(one.planned.quantity.key, one.result) for one in found] == [("air_temperature", 5.0)]
    assert [one.where for one in problems] == ["$.w"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({}, "Es fehlt „thing“."),
        ({"thing": "a", "fields": []}, "fields: es muss mindestens 1 Eintrag geben."),
        ({"thing": "a", "fields": [{"path": 5, "quantity": "x"}]}, "fields[0].path: erwartet wird ein Text"),
        ({"thing": "a", "feilds": []}, "„feilds“ gibt es nicht"),
        ({"thing": "a", "fields": [{"path": "t", "quantity": "air_temperature"}]}, "kein Pfad nach JSONPath"),
        ({"thing": "a", "fields": [{"path": "$..t", "quantity": "air_temperature"}]}, "genau einer Stelle"),
        ({"thing": "a", "fields": [{"path": "$.t", "quantity": "dreams"}]}, "„dreams“"),
        ({"thing": "a", "fields": [{**TEMPERATURE, "unit": "m"}]}, "Verschiedenes"),
        ({"thing": "{id}", "fields": [TEMPERATURE]}, "Platzhalter {id}"),
        ({"thing": "a", "fields": [TEMPERATURE, {**TEMPERATURE, "path": "$.u"}]}, "selben Datenstrom"),
        ({"thing": "a", "fields": [TEMPERATURE], "time": {"zone": "Mars/Phobos"}}, "Mars/Phobos"),
        ({"thing": "a", "fields": [TEMPERATURE], "time": {"form": "pattern"}}, "Muster der Zeit"),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_field_named(raw: object, said: str) -> None:
    with pytest.raises(MappingRefused) as refused:
        checked(raw, DOMAIN)
    assert said in str(refused.value)
