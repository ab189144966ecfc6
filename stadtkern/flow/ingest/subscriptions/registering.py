# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Things and datastreams of which messages tell: registered when new or different, else remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stadtkern.flow.devices import service as devices
from stadtkern.flow.ingest import streams
from stadtkern.flow.ingest.mapping.harvest import Harvest
from stadtkern.flow.ingest.service import domain_and_source
from stadtkern.flow.ingest.streams import Stream
from stadtkern.kernel.domain import Domain, Source
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.observation import Series, Station

_MOST = 200_000


@dataclass(kw_only=True)
class Registered:
    """Ids of the datastreams, and why others cannot be."""

    ids: dict[str, int] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    """Reason by code of the thing."""


class Register:
    """Remembers what the register was told; used by one thread."""

    def __init__(self) -> None:
        self._stations: dict[str, Station] = {}
        self._series: dict[str, Series] = {}

    def ensured(self, key: str, harvest: Harvest) -> Registered:
        """Ids of all datastreams of a harvest; what is new or different is registered first.

        Raises:
            NotFound: the source is no longer connected.
        """
        known = streams.streams(harvest.series.keys())
        found = Registered(ids={code: stream.id for code, stream in known.items()})
        stations = {code: one for code, one in harvest.stations.items() if self._stations.get(code) != one}
        series = [
            one for code, one in harvest.series.items() if code not in known or self._series.get(code) != one
        ]
        if not stations and not series:
            return found
        stations.update({one.station: harvest.stations[one.station] for one in series})
        declared = domain_and_source(key)
        if declared is None:
            raise NotFound(f"Die Datenquelle „{key}“ gibt es nicht mehr.")
        _tell(stations, series, declared, found)
        self._remember(stations, series, found)
        return found

    def _remember(self, stations: Mapping[str, Station], series: Sequence[Series], found: Registered) -> None:
        if max(len(self._stations), len(self._series)) > _MOST:
            self._stations.clear()
            self._series.clear()
        self._stations.update({code: one for code, one in stations.items() if code not in found.refused})
        self._series.update({one.code: one for one in series if one.station not in found.refused})


def _tell(
    stations: Mapping[str, Station],
    series: Sequence[Series],
    declared: tuple[Domain, Source],
    found: Registered,
) -> None:
    """Register; when something contradicts the register, each thing for itself."""
    domain, source = declared
    try:
        made = devices.ensure(tuple(stations.values()), tuple(series), domain=domain, source=source)
    except Contradiction as error:
        if len(stations) <= 1:
            found.refused.update({code: str(error) for code in stations})
            for one in series:
                found.ids.pop(one.code, None)
            return
        for code, station in stations.items():
            own = [one for one in series if one.station == code]
            _tell({code: station}, own, declared, found)
        return
    found.ids.update(made)
    streams.learn({code: Stream(id=key, domain=domain.name, source=source.key) for code, key in made.items()})
