# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers about styles: lists, styles, their metadata, legends and symbols."""

from __future__ import annotations

import re

import msgspec

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.answering.answers import Answer
from stadtkern.flow.outlets.answering.tags import tag_of
from stadtkern.flow.outlets.ogc.common import sight
from stadtkern.flow.outlets.ogc.common.representations import HTML, JSON, Representation
from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.flow.outlets.ogc.common.words import Arguments
from stadtkern.flow.outlets.ogc.tiles import layers
from stadtkern.kernel.errors import NotFound

from . import documents, sprites
from .documents import CITY, MAPLIBRE

STYLE = Representation(name="mapbox", media_type=MAPLIBRE, title="MapLibre")
STYLES = (STYLE, HTML)
DOCUMENTS = (JSON, HTML)
_SPRITE = re.compile(r"default(?P<fine>@2x)?\.(?P<kind>json|png)")


def styles(request: Request, _arguments: Arguments) -> Answer:
    """All styles: that of the whole city first."""
    every = layers.drawn(sight.collections_of(request))
    named = [(CITY, every), *((one.key, [one]) for one in every)] if every else []
    return _document(documents.listed(request, named))


def collection_styles(request: Request, arguments: Arguments) -> Answer:
    """The styles that show a collection."""
    found = _drawn(sight.collection_of(request, arguments["collectionId"]))
    every = layers.drawn(sight.collections_of(request))
    return _document(documents.listed(request, [(found.key, [found]), (CITY, every)]))


def style(request: Request, arguments: Arguments) -> Answer:
    """One style."""
    name = arguments["styleId"]
    return _document(documents.style(request, name, shown_by(request, name)), MAPLIBRE)


def metadata(request: Request, arguments: Arguments) -> Answer:
    """What is known about a style."""
    name = arguments["styleId"]
    return _document(documents.metadata(request, name, shown_by(request, name)))


def legend(request: Request, arguments: Arguments) -> Answer:
    """The legend of a style."""
    name = arguments["styleId"]
    return _document(documents.legend(request, name, shown_by(request, name)))


def sprite(_request: Request, arguments: Arguments) -> Answer:
    """The symbols of all styles, or where each lies in the picture."""
    found = _SPRITE.fullmatch(arguments["file"])
    if found is None:
        raise NotFound("There are default.json and default.png, and both with @2x.")
    ratio = 2 if found["fine"] else 1
    if found["kind"] == "json":
        return _document({name: {**place} for name, place in sprites.places(ratio).items()})
    body = sprites.picture(ratio)
    return Answer(body=body, media_type="image/png", tag=tag_of(body), strong=True)


def shown_by(request: Request, name: str) -> list[FeatureCollection]:
    """The collections that a style shows.

    Raises:
        NotFound: there is no such style.
    """
    if name == CITY:
        return layers.drawn(sight.collections_of(request))
    return [_drawn(sight.collection_of(request, name))]


def _drawn(collection: FeatureCollection) -> FeatureCollection:
    if not collection.has_places:
        raise NotFound("This collection has no places, so it is not drawn.")
    return collection


def _document(content: dict[str, Json], media_type: str = JSON.media_type) -> Answer:
    body = msgspec.json.encode(content)
    return Answer(body=body, media_type=media_type, tag=tag_of(body))
