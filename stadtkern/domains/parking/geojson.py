# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cities that publish GeoJSON: Freiburg, Karlsruhe, Jena, Herrenberg; each has its own names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload, Rejected

from .sites import Raw, Site, Unusable, decoded, iso_time, known, local_time, wgs84, whole

Value = str | int | float | bool | None
_UTM = re.compile(r"25832$")
_KARLSRUHE_STATES = {"OK": "", "Geschlossen": "closed", "Störung": "disturbed"}


@dataclass(frozen=True, kw_only=True)
class _Feature:
    """One feature: its plain properties, its place in degrees, where it stands in the payload."""

    properties: Mapping[str, Value]
    longitude: float
    latitude: float
    raw: Raw

    def text(self, name: str) -> str:
        """A property as text; missing is empty."""
        value = self.properties.get(name)
        return "" if value is None else str(value).strip()

    def required(self, name: str) -> str:
        """A property that must not be empty.

        Raises:
            Unusable: it is.
        """
        value = self.text(name)
        if not value:
            raise Unusable(f"Die Eigenschaft „{name}“ fehlt.")
        return value

    def site(self, code: str) -> Site:
        """A site at this place that has nothing but its code."""
        return Site(code=code, raw=self.raw, longitude=self.longitude, latitude=self.latitude)


def decode_freiburg(payload: Payload) -> Decoded:
    """Guidance system (EPSG:25832), park and ride with sensors, park and ride without.

    Raises:
        PayloadRejected: not GeoJSON.
    """
    return _decode(payload, _freiburg)


def decode_karlsruhe(payload: Payload) -> Decoded:
    """Car parks of the region with free spaces, or bicycle stands.

    Raises:
        PayloadRejected: not GeoJSON.
    """
    return _decode(payload, _karlsruhe)


def decode_jena(payload: Payload) -> Decoded:
    """Car parks by kind; neither capacity nor free spaces are told.

    Raises:
        PayloadRejected: not GeoJSON.
    """
    return _decode(payload, _jena)


def decode_herrenberg(payload: Payload) -> Decoded:
    """Bicycle stands with their capacity.

    Raises:
        PayloadRejected: not GeoJSON.
    """
    return _decode(payload, _herrenberg)


def _decode(payload: Payload, site: Callable[[_Feature], Site]) -> Decoded:
    try:
        collection = json.loads(payload.content)
    except (ValueError, RecursionError) as error:
        raise PayloadRejected("Die Datei ist kein JSON.") from error
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise PayloadRejected("Die Datei ist keine GeoJSON-Sammlung (features fehlt).")
    utm = bool(_UTM.search(_crs(collection)))
    sites = []
    rejected = []
    for number, feature in enumerate(features, start=1):
        one = json.dumps({**_frame(collection), "features": [feature]}, ensure_ascii=False).encode()
        raw = Raw(where=f"Objekt {number}", content=one)
        try:
            sites.append(site(_feature(feature, raw, utm=utm)))
        except Unusable as error:
            rejected.append(Rejected(reason=str(error), raw=raw.content, where=raw.where))
    return decoded(sites, rejected, payload.received_at)


def _frame(collection: dict[str, object]) -> dict[str, object]:
    """The collection without its features, so that a rejected one can be decoded again."""
    return {key: collection[key] for key in ("type", "name", "crs") if key in collection}


def _crs(collection: dict[str, object]) -> str:
    crs = collection.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    return str(properties.get("name", "")) if isinstance(properties, dict) else ""


def _feature(feature: object, raw: Raw, *, utm: bool) -> _Feature:
    if not isinstance(feature, dict):
        raise Unusable("Das Objekt ist kein GeoJSON-Feature.")
    properties, geometry = feature.get("properties"), feature.get("geometry")
    if not isinstance(properties, dict) or not isinstance(geometry, dict):
        raise Unusable("Dem Objekt fehlen Eigenschaften oder Geometrie.")
    x, y = _point(geometry)
    longitude, latitude = wgs84(x, y) if utm else (x, y)
    plain = {str(k): v for k, v in properties.items() if v is None or isinstance(v, str | int | float | bool)}
    return _Feature(properties=plain, longitude=longitude, latitude=latitude, raw=raw)


def _point(geometry: dict[str, object]) -> tuple[float, float]:
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "Point" and isinstance(coordinates, list) and len(coordinates) >= 2:
        x, y = coordinates[:2]
        if isinstance(x, int | float) and isinstance(y, int | float):
            return float(x), float(y)
    raise Unusable("Die Geometrie ist kein Punkt.")


def _freiburg(feature: _Feature) -> Site:
    if "obs_free" not in feature.properties:
        number = feature.text("nummer")
        return replace(
            feature.site(f"freiburg-parking/{number or _slug(feature.required('name'))}"),
            name=feature.text("name"),
            properties={"kind": feature.text("kategorie")},
            capacity=known(whole(feature.text("kapazitaet"))),
        )
    name, number = feature.required("park_name"), feature.required("park_id")
    most = known(whole(feature.text("obs_max")))
    time = feature.text("obs_ts")
    ride = number.startswith("PR")
    return replace(
        feature.site(f"freiburg-parking/{_slug(name) if ride else number}"),
        name=name,
        properties={"kind": "Park&Ride" if ride else "Parkhaus"},
        capacity=None if ride else most,
        counted=most if ride else None,
        free=whole(feature.text("obs_free")) if most is not None else None,
        at=local_time(time, "%Y-%m-%dT%H:%M:%S" if "T" in time else "%Y-%m-%d %H:%M:%S"),
    )


def _karlsruhe(feature: _Feature) -> Site:
    key, town = feature.required("id"), feature.text("gemeinde")
    if "art" in feature.properties:
        kind = feature.text("art")
        return replace(
            feature.site(f"karlsruhe-bicycles/{key}"),
            name=" ".join(filter(None, (kind, feature.text("standort")))),
            properties={"kind": kind, "town": town, "district": feature.text("stadtteil")},
            bicycles=True,
            capacity=known(whole(feature.text("stellplaetze"))),
        )
    status = feature.text("echtzeit_status")
    free = whole(feature.text("freie_parkplaetze"))
    return replace(
        feature.site(f"karlsruhe-parking/{key}"),
        name=feature.required("parkhaus_name"),
        properties={
            "kind": "Parkhaus",
            "town": town,
            "access": feature.text("parkhaus_strasse"),
            "operator": feature.text("betreiber_name"),
        },
        capacity=known(whole(feature.text("gesamte_parkplaetze"))),
        free=free,
        at=iso_time(feature.text("stand_freieparkplaetze")) if free is not None else None,
        state=_KARLSRUHE_STATES.get(status, status),
        suspect=status == "Störung",
    )


def _jena(feature: _Feature) -> Site:
    kind = feature.required("art").partition(" (")[0]
    return replace(
        feature.site(f"jena-parking/{feature.required('gid')}"),
        name=feature.text("name") or kind,
        properties={"kind": kind},
    )


def _herrenberg(feature: _Feature) -> Site:
    kind, place = feature.text("Typ_Anlage"), feature.text("Standortbeschreibung")
    return replace(
        feature.site(f"herrenberg-bicycles/{feature.required('fid')}"),
        name=place or kind or "Fahrradabstellanlage",
        properties={"kind": kind, "covered": whole(feature.text("Davon_Ueberdacht"))},
        bicycles=True,
        capacity=known(whole(feature.text("Anzahl_Abstellmoeglichkeiten"))),
    )


def _slug(name: str) -> str:
    """The same for ``Munzinger Str.`` and ``Munzinger Straße``."""
    plain = name.lower().replace("straße", "str").replace("str.", "str").replace("ß", "ss")
    return re.sub(r"[^a-z0-9äöü]+", "-", plain).strip("-")
