# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A collection as encoders want it, and the forms in which features are given."""

from __future__ import annotations

from collections.abc import Sequence

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.outlets.ogc.common.representations import HTML, Representation
from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.flow.outlets.ogc.encoding.formats import ENCODINGS
from stadtkern.flow.outlets.ogc.encoding.words import Encoding, Layer
from stadtkern.kernel.collections import Field, GeometryKind
from stadtkern.kernel.licences import LICENCES

from .crs import Crs

GEOJSON = "json"
_KINDS: dict[str, GeometryKind] = {
    "point": "point",
    "line": "line",
    "polygon": "polygon",
    "any": "any",
    "none": "none",
}
FORMS = (
    *(Representation(name=one.key, media_type=one.media_type, title=one.title) for one in ENCODINGS.values()),
    HTML,
)
"""GeoJSON first: it is meant when the client does not mind."""
MEDIA_TYPE = ENCODINGS[GEOJSON].media_type


def geometry_of(collection: FeatureCollection) -> GeometryKind:
    """The kind of its places."""
    return _KINDS.get(collection.geometry, "any")


def encoding_of(form: Representation) -> Encoding:
    """The encoding of a form; pages for people are made elsewhere, so theirs is GeoJSON."""
    return ENCODINGS.get(form.name, ENCODINGS[GEOJSON])


def licence_uri(collection: FeatureCollection) -> str:
    """IRI of the licence; empty: not decided."""
    found = LICENCES.get(collection.licence)
    return found.uri if found else ""


def layer(request: Request, collection: FeatureCollection, fields: Sequence[Field], crs: Crs) -> Layer:
    """The collection for an encoder."""
    return Layer(
        name=collection.key,
        fields=tuple(fields),
        title=request.local(collection.title, collection.title_en),
        geometry=geometry_of(collection),
        crs=crs.epsg,
        crs_uri=crs.uri,
        attribution=collection.attribution,
        licence=licence_uri(collection),
        source=f"{request.city}/daten/{collection.key}/",
    )
