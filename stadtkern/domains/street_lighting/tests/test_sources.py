# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the inventory to lamps in the register."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stadtkern.domains.street_lighting import commands, fleet, sources
from stadtkern.domains.street_lighting.domain import DOMAIN
from stadtkern.flow.devices import service as register
from stadtkern.flow.devices.models import Actuator, Datastream, TaskingCapability, Thing
from stadtkern.flow.ingest import service as ingest
from stadtkern.flow.ingest.importing import import_path
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Payload, Series, Station

PAYLOADS = Path(__file__).parent / "payloads"
NOW = datetime(2026, 11, 2, tzinfo=UTC)


def payload(content: bytes) -> Payload:
    return Payload(name="leuchten.csv", content=content, received_at=NOW)


def test_the_recorded_inventory_gives_lamps_and_says_what_is_wrong_with_the_others() -> None:
    found = sources.decode(payload((PAYLOADS / "leuchten.csv").read_bytes()))
    assert [one.code for one in found.stations] == [
        "street-lamps/cabinet-SK-12",
        "street-lamps/4711",
        "street-lamps/4712",
        "street-lamps/4713",
        "street-lamps/4714",
        "street-lamps/4718",
    ]
    assert {one.where: one.reason[:38] for one in found.rejected} == {
        "Zeile 7": "leistung_w muss eine Zahl von 0 bis 50",
        "Zeile 8": "Die Nummer steht schon weiter oben.",
        "Zeile 9": "Die Nummer fehlt, ist länger als 60 Ze",
        "Zeile 10": "Von Länge und Breite fehlt eine.",
        "Zeile 11": "Steuerung „funk:4717“ ist unbekannt; e",
    }


def test_a_lamp_without_position_is_taken_and_has_no_place() -> None:
    found = sources.decode(payload((PAYLOADS / "leuchten.csv").read_bytes()))
    [lamp] = [one for one in found.stations if one.code.endswith("/4714")]
    assert (lamp.longitude, lamp.latitude) == (None, None)
    assert lamp.properties["old_power_w"] == 125.0


def test_only_lamps_that_can_be_told_have_datastreams() -> None:
    found = sources.decode(payload((PAYLOADS / "leuchten.csv").read_bytes()))
    assert {one.station for one in found.series} == {
        f"street-lamps/{n}" for n in ("4711", "4712", "4713", "4718")
    }
    assert len(found.series) == 4 * 5


def test_geojson_says_the_same_as_the_table() -> None:
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [7.62, 51.96]},
                "properties": {"nummer": 12, "leistung_w": 24, "strasse": "Lindenweg", "baujahr": None},
            },
            {"type": "Feature", "geometry": None, "properties": {"nummer": "13", "leistung_w": "x"}},
        ],
    }
    found = sources.decode(payload(json.dumps(collection).encode()))
    [lamp] = found.stations
    assert (lamp.code, lamp.longitude, lamp.name) == ("street-lamps/12", 7.62, "Leuchte 12, Lindenweg")
    assert [one.where for one in found.rejected] == ["Objekt 2"]
    again = sources.decode(payload(found.rejected[0].raw))
    assert len(again.rejected) == 1


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b'{"type": "Point"}', b"{", b'{"features": [1]}'])
def test_what_is_no_inventory_is_rejected_as_a_whole(content: bytes) -> None:
    with pytest.raises(PayloadRejected):
        sources.decode(payload(content))


def test_simulated_lamps_say_so_in_name_and_property() -> None:
    found = sources.decode_simulated(payload((PAYLOADS / "lampen-simuliert.csv").read_bytes()))
    [lamp] = found.stations
    assert lamp.name.endswith("(simuliert)")
    assert lamp.properties["simulated"] is True
    assert lamp.code == "street-lamps-simulated/S0001"


@pytest.mark.django_db
def test_an_inventory_that_is_imported_again_changes_nothing(lake: Lake) -> None:
    for _time in range(2):
        import_path(PAYLOADS / "leuchten.csv", source_key=sources.REAL, now=NOW, again=True)
        commands.equip(NOW)
    assert len(fleet.lamps()) == 5
    assert Thing.objects.filter(domain="street_lighting").count() == 6
    assert TaskingCapability.objects.count() == Actuator.objects.count() == 3
    assert Datastream.objects.filter(thing__domain="street_lighting").count() == 20


@pytest.mark.django_db
def test_a_lamp_whose_way_changes_is_told_by_the_new_way(lake: Lake) -> None:
    header = "nummer;leistung_w;steuerung\n"
    for way in ("mqtt:licht/1", "lorawan:funk/0004A30B"):
        decoded = sources.decode(payload(f"{header}1;24;{way}\n".encode()))
        ingest.store(decoded, source_key=sources.REAL, now=NOW)
        commands.equip(NOW, again=True)
    assert Actuator.objects.get().properties == {"lorawan": {"device": "funk/0004A30B"}}


@pytest.mark.django_db
def test_the_device_that_reports_for_a_lamp_stands_for_it(lake: Lake) -> None:
    table = (
        "nummer;leistung_w;steuerung;messgeraet\n1;24;lorawan:funk/A1;\n2;24;mqtt:licht/2;funk/B2\n3;24;;\n"
    )
    decoded = sources.decode(payload(table.encode()))
    assert decoded.series == ()
    device = Station(code="funk/A1", name="Steuergerät")
    power = Series(code="funk/A1/power", station="funk/A1", name="Leistung", quantities=("active_power",))
    ingest.store(decoded, source_key=sources.REAL, now=NOW)
    register.ensure([device], [power], domain=DOMAIN, source=None, at=NOW)
    lamp = Thing.objects.get(code="street-lamps/1")
    assert fleet.streams("active_power")[lamp.pk] == Datastream.objects.get().pk
