# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Federation: a city mirrors datastreams of a real SensorThings server, its own interface over real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.db import connection as register
from django.db import connections
from django.test import Client

from stadtkern.flow.devices.models import Datastream, Thing
from stadtkern.flow.ingest.feeds.fetching import asker_of
from stadtkern.flow.ingest.feeds.ready import sensorthings
from stadtkern.flow.ingest.feeds.tests.serving import connection, fetched
from stadtkern.flow.ingest.tests.city import NOW, administrator, results
from stadtkern.flow.outlets.sensorthings.http.front import front
from stadtkern.flow.outlets.sensorthings.writing.tests import city as neighbour
from stadtkern.kernel.domain import Visit
from stadtkern.kernel.quantities import AIR_TEMPERATURE, KNOWN
from stadtkern.web.outgoing import limits
from stadtkern.web.outgoing.limits import Limits

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later_lake", "connected")]


@dataclass
class Neighbour:
    """A neighbour's server; what was asked, and which request fails."""

    address: str = ""
    asked: list[str] = field(default_factory=list)
    fails_at: int = 0
    """Number of the request that is answered with 503; 0: none."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Neighbour]:
    """The interface of this process on a free port; its threads use the connection of the test in turn."""
    server_of = Neighbour()
    interface = front(lambda _environ, _start: [b""])
    shared = connections["default"]
    shared.inc_thread_sharing()

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        connections["default"] = shared
        server_of.asked.append(f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}")
        if len(server_of.asked) == server_of.fails_at:
            start("503 Service Unavailable", [("Content-Length", "0")])
            return [b""]
        return interface(environ, start)

    server = make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    before = limits.limits()
    limits.provide(Limits(allow_private=True, total_s=20.0))
    monkeypatch.setattr(sensorthings, "_PER_PAGE", 3)
    server_of.address = f"http://127.0.0.1:{server.server_port}/api/sta/v1.1"
    with neighbour.fresh():
        yield server_of
    limits.provide(before)
    server.shutdown()
    server.server_close()
    thread.join()
    shared.dec_thread_sharing()
    assert register.connection is not None


def values(first: int, last: int) -> list[dict[str, object]]:
    """Hourly observations on the day of the test, in Kelvin."""
    return [
        {"phenomenonTime": (NOW - timedelta(hours=12) + timedelta(hours=n)).isoformat(), "result": 273.15 + n}
        for n in range(first, last)
    ]


def station(name: str, count: int, unit: str = "K") -> str:
    """A station of the neighbour with a thermometer; the reference of its datastream."""
    body = {
        "name": name,
        "description": "",
        "Locations": [neighbour.place()],
        "Datastreams": [
            {
                "name": "Lufttemperatur",
                "description": "",
                "observationType": neighbour.MEASUREMENT,
                "unitOfMeasurement": {"name": unit, "symbol": unit, "definition": f"ucum:{unit}"},
                "Sensor": {"name": "S", "description": "", "encodingType": "text/html", "metadata": "x"},
                "ObservedProperty": {
                    "name": "Lufttemperatur",
                    "description": "",
                    "definition": "https://e.org/t",
                },
                "Observations": values(0, count),
            }
        ],
    }
    neighbour.post("Things", body)
    return f"'{Datastream.objects.get(thing__name=name).pk}'"


def mirror(served: Neighbour, *references: str) -> None:
    """A connection that mirrors these datastreams."""
    settings = {
        "url": f"{served.address}/Datastreams",
        "ready": "sensorthings",
        "answers": {"url": served.address},
        "streams": dict.fromkeys(references, AIR_TEMPERATURE.key),
    }
    connection(administrator(), settings, domain="weather")


def mirrored(reference: str) -> str:
    """The code of the mirrored datastream."""
    thing = Datastream.objects.get(pk=int(reference.strip("'"))).thing_id
    return f"nachbar/{thing}/{reference.strip(chr(39))}"


def test_selected_datastreams_come_page_by_page_in_the_own_unit(served: Neighbour) -> None:
    reference = station("Hafen", 7)
    station("Markt", 2)
    mirror(served, reference)
    outcome = fetched()
    assert (outcome.failure, outcome.stored.stored) == ("", 7)
    assert results(mirrored(reference)) == [0, 1, 2, 3, 4, 5, 6]
    assert sum("/Observations" in one for one in served.asked) == 3
    thing = Thing.objects.get(source="nachbar")
    assert (thing.name, thing.properties["mirrored"]) == ("Hafen", True)
    assert thing.properties["mirrored_from"] == served.address
    assert thing.locations.exists()


def test_the_next_run_brings_only_what_is_new(served: Neighbour) -> None:
    reference = station("Hafen", 4)
    mirror(served, reference)
    fetched()
    neighbour.post(f"Datastreams({reference})/Observations", values(4, 5)[0])
    served.asked.clear()
    outcome = fetched(now=NOW + timedelta(minutes=10))
    assert (outcome.stored.stored, outcome.stored.duplicates) == (1, 2)
    assert "phenomenonTime%20ge%202026-03-01T02%3A00%3A00Z" in served.asked[1].replace("+", "%20")


def test_a_run_that_broke_off_goes_on_where_it_was(served: Neighbour) -> None:
    reference, other = station("Hafen", 7), station("Markt", 2)
    mirror(served, reference, other)
    served.fails_at = 3
    outcome = fetched()
    assert "503" in outcome.failure
    assert outcome.stored.stored == 3 + 2
    outcome = fetched(now=NOW + timedelta(minutes=10))
    assert outcome.failure == ""
    assert results(mirrored(reference)) == [0, 1, 2, 3, 4, 5, 6]


def test_datastreams_are_offered_with_a_guess_that_fits_their_unit(served: Neighbour) -> None:
    reference = station("Hafen", 1)
    settings = {
        "url": f"{served.address}/Datastreams",
        "ready": "sensorthings",
        "answers": {"url": served.address},
        "streams": {reference: AIR_TEMPERATURE.key},
    }
    made = connection(administrator(), settings, domain="weather")
    (found,) = sensorthings.offered(asker_of(made), Visit(now=NOW), tuple(KNOWN))
    assert (found.reference, found.thing, found.unit) == (reference, "Hafen", "K")
    assert found.guess == AIR_TEMPERATURE.key


def test_the_source_names_the_city_that_measured(served: Neighbour, client: Client) -> None:
    mirror(served, station("Hafen", 1))
    fetched()
    page = client.get("/daten/nachbar/").content.decode()
    assert "Nachbarstadt" in page
    assert "Lufttemperatur" in page


def test_a_unit_that_does_not_fit_is_refused_and_nothing_is_stored(served: Neighbour) -> None:
    mirror(served, station("Hafen", 1, unit="m"))
    assert "Verschiedenes" in fetched().failure
    assert not Thing.objects.filter(source="nachbar").exists()
