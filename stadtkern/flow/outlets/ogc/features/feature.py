# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One feature: as it is, as it was, and the tag by which a change knows what it changes."""

from __future__ import annotations

import msgspec
import pyarrow as pa
from django.utils.crypto import salted_hmac

from stadtkern.flow.collections import service
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.lake import current
from stadtkern.flow.outlets.answering import tags
from stadtkern.flow.outlets.answering.answers import Answer
from stadtkern.flow.outlets.answering.tags import Outdated, tag_of
from stadtkern.flow.outlets.ogc.common import sight
from stadtkern.flow.outlets.ogc.common.representations import JSON, alternates, chosen
from stadtkern.flow.outlets.ogc.common.requests import Request, segment
from stadtkern.flow.outlets.ogc.common.words import Arguments, Link
from stadtkern.flow.outlets.ogc.encoding import geojson
from stadtkern.kernel.errors import NotFound

from . import layers, times
from .crs import DEFAULT, Crs
from .items import content_crs
from .parameters import AT, crs_in

_ROW = pa.schema([("key", pa.string())])


def feature(request: Request, arguments: Arguments) -> Answer:
    """One feature.

    Raises:
        NotFound: it is not there, or may not be seen.
        ParameterRefused, LakeUnavailable: as the question says.
    """
    parameters = request.parameters()
    form = chosen(request, parameters, layers.FORMS)
    collection = sight.collection_of(request, arguments["collectionId"])
    crs = crs_in(parameters, "crs")
    at = times.moment_of(parameters[AT], AT) if AT in parameters else None
    store = current.lake().features
    row = store.feature(service.table(collection), arguments["featureId"], at=at, crs=crs.epsg)
    if not row.num_rows:
        raise NotFound("There is no such feature in this collection.")
    if form.name == layers.GEOJSON:
        return written(request, collection, row, crs)
    encoding = layers.encoding_of(form)
    layer = layers.layer(request, collection, sight.fields_of(request, collection), crs)
    body = b"".join(encoding.encode(row.to_batches(), layer))
    return Answer(
        body=body,
        media_type=encoding.media_type,
        headers=(content_crs(crs.uri),),
        tag=f"{state_of(row)}.{form.name}",
        strong=False,
    )


def written(request: Request, collection: FeatureCollection, row: pa.Table, crs: Crs = DEFAULT) -> Answer:
    """A feature as GeoJSON, with its links and its strong tag."""
    fields = sight.fields_of(request, collection)
    layer = layers.layer(request, collection, fields, crs)
    links = feature_links(request, collection)
    body = geojson.feature(row.to_batches()[0], layer, {"links": [one.written() for one in links]})
    return Answer(
        body=body,
        media_type=layers.MEDIA_TYPE,
        headers=(content_crs(crs.uri),),
        tag=f"{state_of(row)}.{tag_of(body)}",
        strong=True,
    )


def feature_links(request: Request, collection: FeatureCollection) -> list[Link]:
    """This feature, its other forms, its collection (/req/core/f-links)."""
    form = next(one for one in layers.FORMS if one.name == layers.GEOJSON)
    home = sight.address_of(request, collection)
    return [
        *alternates(request, form, layers.FORMS),
        Link(href=home, rel="collection", type=JSON.media_type, title=collection.title),
    ]


def address_of(request: Request, collection: FeatureCollection, key: str) -> str:
    """Address of a feature."""
    return f"{sight.address_of(request, collection)}/items/{segment(key)}"


def state_of(row: pa.Table) -> str:
    """A tag of what is stored of a feature, whatever form it is given in.

    Made with the key of the city, as nobody may try out which hidden value has this tag.
    """
    values = {name: value for name, value in row.to_pylist()[0].items() if name not in {"fid", "geometry"}}
    place = row["geometry"][0].as_py() or b"" if "geometry" in row.column_names else b""
    stored = msgspec.json.encode(values, order="sorted") + place
    return tag_of(salted_hmac("stadtkern.ogc.feature", stored, algorithm="sha256").digest())


def require_state(request: Request, row: pa.Table) -> None:
    """Compare If-Match with what is stored (20-002r1 /req/optimistic-locking-etags/ifmatch-put-eval).

    Tags of all forms begin with the state of the feature; strong comparison.

    Raises:
        Outdated: it was changed since the client read it.
    """
    sent = request.header("if-match")
    if not sent or sent.strip() == "*":
        return
    state = state_of(row)
    if not any(one.partition(".")[0] == state for one in tags.strong_in(sent)):
        raise Outdated
