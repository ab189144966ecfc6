# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ready connectors: from the address of a feed to stored values, and what comes of other answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stadtkern.flow.devices.models import Datastream, Thing
from stadtkern.flow.devices.positions import position_fault
from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.feeds.ready import declared_formats, gbfs, sensor_community, table
from stadtkern.flow.ingest.feeds.words import FeedSettings
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.flow.ingest.tests.city import NOW, administrator, results, stored
from stadtkern.kernel.observation import Payload, Quality
from stadtkern.kernel.quantities import FREE_SPACES, PARKING_CAPACITY

from .serving import Feed, connection, fetched

pytestmark = pytest.mark.django_db

PAYLOADS = Path(__file__).parent / "payloads"
FREE = FREE_SPACES.key
DOMAINS = Path(__file__).parents[4] / "domains"


def connected(ready: str, url: str, domain: str, **answers: str) -> Connection:
    """An active connection by a template."""
    template = table.find(ready)
    assert template is not None
    settings = {**template.settings, "url": url, "ready": ready, "answers": answers}
    return connection(administrator(), settings, domain=domain)


def test_parkapi_3_brings_free_spaces_and_capacities_of_all_pages(feed: Feed) -> None:
    site = {
        "id": 7,
        "name": "P1 Bahnhof",
        "lat": "51.4310000",
        "lon": "6.7750000",
        "type": "CAR_PARK",
        "capacity": 300,
        "realtime_free_capacity": 41,
        "realtime_data_updated_at": "2026-03-01T11:55:00Z",
    }
    url = feed.tell("/v3/parking-sites", json.dumps({"items": [site], "next_path": "/v3/next"}))
    feed.tell("/v3/next", json.dumps({"items": [{**site, "id": 8, "realtime_free_capacity": None}]}))
    connected("parkapi", url, "parking")
    assert fetched().stored.stored == 3
    assert results(f"nachbar/7/{FREE}") == [41]
    assert stored(f"nachbar/7/{FREE}")[0].phenomenon_time == NOW - timedelta(minutes=5)
    assert results(f"nachbar/8/{PARKING_CAPACITY.key}") == [300]


def test_parkapi_2_has_one_time_for_all_lots(feed: Feed) -> None:
    lots = [
        {"id": "a", "name": "A", "coords": {"lat": 51.4, "lng": 6.7}, "free": 3, "total": 9, "state": "open"},
        {"id": "b", "name": "B", "coords": None, "free": 0, "total": 9, "state": "nodata"},
        {"id": "c", "name": "C", "coords": {}, "free": "viele", "total": 9, "state": "open"},
    ]
    url = feed.tell("/lots", json.dumps({"last_updated": "2026-03-01T11:50:00", "lots": lots}))
    connected("parkapi", url, "parking")
    outcome = fetched()
    assert (outcome.stored.stored, outcome.stored.rejected) == (4, 1)
    assert results(f"nachbar/a/{FREE}") == [3]
    assert not Datastream.objects.filter(code=f"nachbar/b/{FREE}").exists()


def test_datex_parking_is_read_by_the_subject_under_the_key_of_the_connection(feed: Feed) -> None:
    recorded = (DOMAINS / "parking/tests/payloads/vrs_bondorf-realtime.xml").read_bytes()
    url = feed.tell("/datex.xml", recorded)
    connected("datex-parken", url, "parking")
    assert fetched().stored.stored > 0
    codes = set(Thing.objects.values_list("code", flat=True))
    assert codes
    assert all(code.startswith("nachbar/") for code in codes)


def test_a_station_report_of_the_dwd_is_fetched(feed: Feed) -> None:
    recorded = (DOMAINS / "weather/tests/payloads/observations_current.csv").read_bytes()
    url = feed.tell("/poi/10400-BEOB.csv", recorded)
    connected("dwd-meldung", url, "weather", station="10400")
    assert fetched().stored.stored > 0
    assert Datastream.objects.filter(code__startswith="nachbar/").exists()


def test_the_newest_file_of_a_station_is_found_in_the_listing(feed: Feed) -> None:
    recorded = (DOMAINS / "weather/tests/payloads/10minutenwerte_SOLAR_01766_akt.zip").read_bytes()
    listing = (
        '<html><a href="../">../</a>\n<a href="10minutenwerte_SOLAR_01766_akt.zip">10min..</a>'
        "  22-Nov-2026 08:56   71408\n"
        '<a href="10minutenwerte_SOLAR_00011_akt.zip">x</a>  22-Nov-2026 09:56  1\n'
        '<a href="alt_01766_x.zip">alt</a>  21-Nov-2026 08:56   71408</html>'
    )
    url = feed.tell("/now/", listing, Content_Type="text/html")
    feed.tell("/now/10minutenwerte_SOLAR_01766_akt.zip", recorded, ETag='"7"')
    connected("dwd-10-minuten", url, "weather", station="1766")
    assert fetched().stored.stored > 0
    feed.answers.pop("/now/10minutenwerte_SOLAR_01766_akt.zip")
    assert "404" in fetched(now=NOW + timedelta(hours=1)).failure
    feed.tell("/now/", "<html>leer</html>")
    assert "keine Datei" in fetched(now=NOW + timedelta(hours=2)).failure


def test_a_real_listing_names_its_newest_file() -> None:
    listing = (PAYLOADS / "dwd_opendata_index.html").read_text()
    assert declared_formats.newest(listing, "stundenwerte_FF_00090_*.zip") == "stundenwerte_FF_00090_akt.zip"
    assert declared_formats.newest(listing, "*.gibtesnicht") == ""


def test_gbfs_joins_stations_and_their_state(feed: Feed) -> None:
    discovery = json.loads((PAYLOADS / "gbfs-discovery.json").read_text())
    for one in discovery["data"]["de"]["feeds"]:
        one["url"] = f"{feed.address}/{one['name']}"
    url = feed.tell("/gbfs.json", json.dumps(discovery))
    feed.tell("/station_information", (PAYLOADS / "gbfs-information.json").read_bytes())
    feed.tell("/station_status", (PAYLOADS / "gbfs-status.json").read_bytes())
    connected("gbfs", url, "sensors")
    assert fetched().stored.stored == 1
    thing = Thing.objects.get()
    assert thing.name == "Darmstadt Hbf"
    (value,) = stored(f"{thing.code}/shared_vehicles")
    assert (value.result, value.phenomenon_time) == (48, datetime.fromtimestamp(1729500733, UTC))


def test_gbfs_3_names_things_in_several_languages() -> None:
    joined = {
        "station_information": {
            "data": {
                "stations": [
                    {
                        "station_id": "s",
                        "name": [{"text": "Market", "language": "en"}, {"text": "Markt", "language": "de"}],
                    }
                ]
            }
        },
        "station_status": {
            "data": {
                "stations": [
                    {
                        "station_id": "s",
                        "num_vehicles_available": 4,
                        "num_docks_available": 6,
                        "last_reported": "2026-03-01T12:00:00+01:00",
                    },
                    {"station_id": "unbekannt", "num_vehicles_available": 1},
                ]
            }
        },
    }
    payload = Payload(name="x", content=json.dumps(joined).encode(), received_at=NOW)
    decoded = gbfs.decode(FeedSettings(url=""), "rad", payload)
    assert decoded.stations[0].name == "Markt"
    assert decoded.observations.column("result").to_pylist() == [4, 6]
    assert [one.reason for one in decoded.rejected] == [
        "Die Station „unbekannt“ steht nicht in station_information."
    ]


def test_an_operator_without_stations_is_an_outage(feed: Feed) -> None:
    url = feed.tell("/gbfs.json", '{"data": {"feeds": []}}')
    connected("gbfs", url, "sensors")
    assert "station_information" in fetched().failure


def test_a_sensebox_is_read_by_the_titles_of_its_sensors(feed: Feed) -> None:
    recent, broken = "2026-03-01T11:59:00.000Z", "1970-01-01T00:00:10.000Z"
    told = (
        ("t", "Temperatur", "°C", "7.5", recent),
        ("p", "Luftdruck", "Pa", "101325", recent),
        ("f", "PM2.5", "µg/m³", "4", broken),
        ("x", "Glück", "", "9", recent),
    )
    sensors = [
        {"_id": key, "title": title, "unit": unit, "lastMeasurement": {"value": value, "createdAt": time}}
        for key, title, unit, value, time in told
    ]
    box = {
        "_id": "5a8d1c25bc2d41001927a265",
        "name": "Schule am Park",
        "currentLocation": {"type": "Point", "coordinates": [6.76, 51.43]},
        "sensors": [*sensors, {"_id": "n", "title": "Temperatur"}],
    }
    url = feed.tell("/boxes/1", json.dumps(box))
    connected("opensensemap", url, "environment")
    fetched()
    code = "nachbar/5a8d1c25bc2d41001927a265"
    assert results(f"{code}/t") == [7.5]
    assert results(f"{code}/p") == [1013.25]
    (dust,) = stored(f"{code}/f")
    assert (dust.phenomenon_time, dust.quality) == (NOW, Quality.CLOCK)
    assert "Glück" in RejectedRecord.objects.get().reason


def test_sensors_of_the_community_are_read_around_a_place() -> None:
    measured = [
        {
            "id": 1,
            "timestamp": "2026-03-01 11:58:00",
            "location": {"id": 3, "latitude": "51.4300", "longitude": "6.7600", "indoor": 0},
            "sensor": {"id": 4711, "sensor_type": {"name": "SDS011"}},
            "sensordatavalues": [
                {"value_type": "P1", "value": "12.30"},
                {"value_type": "P2", "value": "nan"},
                {"value_type": "durP1", "value": "7"},
            ],
        },
        {"timestamp": "2026-03-01 11:58:00", "sensordatavalues": []},
    ]
    payload = Payload(name="x", content=json.dumps(measured).encode(), received_at=NOW)
    decoded = sensor_community.decode(FeedSettings(url=""), "luft", payload)
    (row,) = decoded.observations.to_pylist()
    assert (row["datastream"], row["result"]) == ("luft/4711/pm10", 12.3)
    assert row["phenomenon_time"] == NOW - timedelta(minutes=2)
    assert len(decoded.rejected) == 2
    station = decoded.stations[0]
    assert station.longitude is not None
    assert station.latitude is not None
    assert position_fault(station.longitude, station.latitude) is None


def test_a_table_of_a_ckan_portal_is_read_page_by_page(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stadtkern.flow.ingest.feeds.ready.ckan._PER_PAGE", 2)
    rows = [{"ort": str(n), "pegel": 1 + n / 10, "zeit": "2026-03-01T11:00:00Z"} for n in range(3)]
    page = "/api/3/action/datastore_search?resource_id=r-1&limit=2&offset="
    feed.tell(f"{page}0", json.dumps({"success": True, "result": {"records": rows[:2]}}))
    feed.tell(f"{page}2", json.dumps({"success": True, "result": {"records": rows[2:]}}))
    answers = {"portal": feed.address, "resource": "r-1", "way": "datastore"}
    mapping = {
        "records": "$.result.records[*]",
        "thing": "{$.ort}",
        "time": {"path": "$.zeit"},
        "fields": [{"path": "$.pegel", "quantity": "water_level", "unit": "m"}],
    }
    settings = {"url": f"{feed.address}{page}0", "ready": "ckan", "answers": answers}
    connection(administrator(), settings, mapping)
    assert fetched().stored.stored == 3
    assert len(feed.asked) == 2


def test_a_file_of_a_ckan_portal_is_found_by_its_resource(feed: Feed) -> None:
    address = feed.tell("/pegel.csv", "ort;zeit;pegel\nHafen;2026-03-01T11:00:00Z;1,5\n")
    feed.tell("/api/3/action/resource_show", json.dumps({"result": {"url": address}}))
    mapping = {
        "records": "$[*]",
        "thing": "{$.ort}",
        "time": {"path": "$.zeit"},
        "fields": [{"path": "$.pegel", "quantity": "water_level", "unit": "m"}],
    }
    answers = {"portal": feed.address, "resource": "r-1", "way": "file"}
    form = {"kind": "csv", "decimal_comma": True}
    settings = {"url": f"{feed.address}/x", "ready": "ckan", "answers": answers, "form": form}
    connection(administrator(), settings, mapping)
    assert fetched().failure == ""
    assert len(results("nachbar/Hafen/water_level")) == 1


@pytest.mark.parametrize(
    "ready", ["parkapi", "datex-parken", "dwd-meldung", "opensensemap", "sensor-community"]
)
def test_a_source_that_delivers_something_else_is_an_outage(feed: Feed, ready: str) -> None:
    template = table.find(ready)
    assert template is not None
    url = feed.tell("/x", '{"message": "moved"}')
    connected(ready, url, template.domains[0])
    assert fetched().failure
    assert RejectedRecord.objects.count() == 1
