# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a summary of totals to the page; whatever speaks of single devices is refused and not kept."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.domains.public_wifi import service, sources
from stadtkern.domains.public_wifi.domain import DOMAIN
from stadtkern.flow.devices import service as devices
from stadtkern.flow.devices.models import Datastream, Thing, Visibility
from stadtkern.flow.ingest import service as ingest
from stadtkern.flow.ingest import streams
from stadtkern.flow.ingest.feeds.ready import table
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.observation import Decoded, Payload

RECORDED = (Path(__file__).parent / "summaries" / "summary.json").read_bytes()
AT = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
PAGE = f"/themen/{DOMAIN.slug}/"
MAC = "3c:22:fb:9a:01:7e"


def decode(document: object) -> Decoded:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return sources.decode(Payload(name="summary.json", content=content, received_at=AT))


def summary(**hotspot: object) -> dict[str, object]:
    one = {"id": "rathaus", "name": "Rathaus", "online": True, **hotspot}
    return {"time": "2026-06-01T10:00:00Z", "hotspots": [one]}


def test_a_summary_becomes_state_and_totals() -> None:
    found = decode(RECORDED)

    rows = {row["datastream"]: row for row in found.observations.to_pylist()}
    assert len(found.stations) == 3
    assert rows["wlan/rathaus/wifi_online"]["result"] == 1
    assert rows["wlan/freibad/wifi_online"]["result"] == 0
    assert rows["wlan/rathaus/wifi_sessions"]["phenomenon_time"] == AT - timedelta(hours=1)
    assert rows["wlan/rathaus/wifi_clients"]["phenomenon_time"] == AT
    assert "wlan/freibad/wifi_sessions" not in rows
    assert found.rejected == ()


REFUSED = [
    (summary(name=f"Router {MAC}"), "Adresse eines Geräts"),
    (summary(name=MAC.replace(":", "-").upper()), "Adresse eines Geräts"),
    (summary(name=MAC.replace(":", "")), "Adresse eines Geräts"),
    (summary(name="3c22.fb9a.017e"), "Adresse eines Geräts"),
    (summary(mac="x"), "einzelnes Gerät"),
    (summary(client_ip="10.0.0.4"), "einzelnes Gerät"),
    (summary(clients=[{"signal": -60}]), "führt einzelne Geräte auf"),
    (summary(clients={"a": 1}), "führt einzelne Geräte auf"),
    (summary(stations=[]), "führt einzelne Geräte auf"),
    (summary(**{MAC: 1}), "nach der Adresse"),
    (summary(vendor="Acme"), "vereinbarte Form"),
    (summary(clients=-1), "vereinbarte Form"),
    ({"time": "2026-06-01T10:00:00", "hotspots": []}, "Zeitzone"),
    ([], "vereinbarte Form"),
    (b"{", "kein JSON"),
    (f'["{MAC}'.encode(), "kein JSON"),
]


@pytest.mark.parametrize(("document", "reason"), REFUSED)
def test_what_speaks_of_single_devices_or_is_unknown_is_refused_as_a_whole(
    document: object, reason: str
) -> None:
    found = decode(document)

    assert reason in found.rejected[0].reason
    assert (found.stations, found.series, found.observations.num_rows) == ((), (), 0)
    assert not addresses(repr(found))


@given(
    st.text("0123456789abcdef", min_size=12, max_size=12), st.sampled_from([":", "-", "", "."]), st.booleans()
)
def test_no_address_survives_whichever_way_it_is_written(digits: str, between: str, upper: bool) -> None:
    width = 4 if between == "." else 2
    written = between.join(digits[n : n + width] for n in range(0, 12, width))
    found = decode(summary(name=f"AP {written.upper() if upper else written} Nord"))

    assert found.observations.num_rows == 0
    assert not addresses(repr(found))


def addresses(text: str) -> list[str]:
    """What looks like the address of a device."""
    return re.findall(r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}", text.lower())


def test_no_table_of_the_platform_has_a_place_for_an_address_of_a_wifi_device() -> None:
    words = {"mac", "bssid", "ssid", "imei", "client"}
    fields = [
        f"{model._meta.label}.{field.name}" for model in apps.get_models() for field in model._meta.fields
    ]
    programs = {"kernel.Share.client", "ingest.ApiKey.oauth_client", "socialaccount.SocialApp.client_id"}
    named = [name for name in fields if set(name.lower().rpartition(".")[2].split("_")) & words]
    assert set(named) <= programs
    assert list(apps.get_app_config(DOMAIN.name).get_models()) == []


def stored(lake: Lake, document: object, at: datetime) -> None:
    """Store a summary as a connection would, with its public places."""
    streams.forget()  # ids that another test has learnt
    given = {**json.loads(RECORDED), **(document if isinstance(document, dict) else {})}
    found = decode({**given, "time": at.isoformat()})
    ids = devices.ensure(found.stations, found.series, domain=DOMAIN, source=None)
    assert ids
    ingest.store(found, source_key="push-wlan", now=at)


@pytest.mark.django_db
def test_a_hotspot_is_up_down_or_unknown(lake: Lake) -> None:
    stored(lake, None, AT)

    now = {one.thing.name: one.state for one in service.hotspots(lake=lake, now=AT + timedelta(minutes=5))}
    later = {one.state for one in service.hotspots(lake=lake, now=AT + timedelta(hours=4))}

    assert now == {"Freibad": "down", "Rathaus": "up", "Stadtbücherei": "up"}
    assert later == {"unknown"}


@pytest.mark.django_db
def test_the_page_says_which_hotspots_work(lake: Lake) -> None:
    stored(lake, None, datetime.now(UTC) - timedelta(minutes=2))

    body = Client().get(PAGE).content.decode()

    assert "2 von 3 Hotspots sind in Betrieb. Außer Betrieb: 1." in body
    assert body.index("außer Betrieb") < body.index("in Betrieb</span>")
    assert "werden nicht angenommen" in body


@pytest.mark.django_db
def test_few_devices_in_a_short_time_are_not_published(lake: Lake) -> None:
    few = {"period_s": 300, "hotspots": [{"id": "park", "name": "Park", "online": True, "clients": 2}]}
    stored(lake, few, AT)

    (found,) = service.hotspots(lake=lake, now=AT + timedelta(minutes=1))

    assert (found.state, found.clients, found.withheld) == ("up", None, True)


@pytest.mark.django_db
def test_what_is_internal_stays_invisible(lake: Lake) -> None:
    stored(lake, None, datetime.now(UTC))
    Thing.objects.update(visibility=Visibility.INTERNAL)

    assert "Rathaus" not in Client().get(PAGE).content.decode()
    assert Datastream.objects.exists()


@pytest.mark.django_db
def test_without_hotspots_the_page_says_so(lake: Lake) -> None:
    assert "Noch keine Orte" in Client().get(PAGE).content.decode()


@pytest.mark.django_db
def test_a_refused_summary_is_kept_only_as_its_reason(lake: Lake) -> None:
    found = decode(summary(clients=[{"mac": MAC, "hostname": "Annas Telefon"}]))
    ingest.store(found, source_key="push-wlan", now=AT)

    kept = RejectedRecord.objects.get()
    assert bytes(kept.raw).decode() == f"Nicht aufbewahrt. {kept.reason}"
    assert "Anna" not in bytes(kept.raw).decode()


def test_the_assistant_knows_the_summary() -> None:
    ready = table.find("wlan-uebersicht")
    assert ready is not None
    assert ready.domains == (DOMAIN.name,)
