# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What of OGC API Styles (20-009, draft) is served, and where."""

from __future__ import annotations

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.outlets.ogc.common import sight
from stadtkern.flow.outlets.ogc.common.representations import HTML, Representation, f_parameter
from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.flow.outlets.ogc.common.words import Handler, Link, Operation, Part, Route

from . import answers
from .documents import CITY

_STYLES = "http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf/"
_REL = "http://www.opengis.net/def/rel/ogc/1.0/styles"
_STYLE = {"styleId": CITY}


def _got(
    answer: Handler, summary: str, forms: tuple[Representation, ...] = answers.DOCUMENTS
) -> dict[str, Operation]:
    return {
        "GET": Operation(
            answer=answer,
            summary=summary,
            parameters=(f_parameter(forms),),
            answers={one.media_type: {"type": "object"} for one in forms if one is not HTML},
        )
    }


ROUTES = (
    Route(name="styles", path="styles", operations=_got(answers.styles, "Styles")),
    Route(
        name="style",
        path="styles/{styleId}",
        operations=_got(answers.style, "A style", answers.STYLES),
        examples=_STYLE,
    ),
    Route(
        name="style-metadata",
        path="styles/{styleId}/metadata",
        operations=_got(answers.metadata, "What is known about a style"),
        examples=_STYLE,
    ),
    Route(
        name="legend",
        path="styles/{styleId}/legend",
        operations=_got(answers.legend, "The legend of a style"),
        examples=_STYLE,
    ),
    Route(
        name="collection-styles",
        path="collections/{collectionId}/styles",
        operations=_got(answers.collection_styles, "Styles of a collection"),
    ),
    Route(
        name="sprite",
        path="sprites/{file}",
        operations={
            "GET": Operation(
                answer=answers.sprite,
                summary="Symbols of the styles",
                answers={"application/json": {"type": "object"}, "image/png": {"type": "string"}},
            )
        },
        examples={"file": "default.json"},
    ),
)


def landing_links(request: Request) -> tuple[Link, ...]:
    """To all styles."""
    return (Link(href=f"{request.base}/styles", rel=_REL, type="application/json", title="Darstellungen"),)


def collection_links(request: Request, collection: FeatureCollection) -> tuple[Link, ...]:
    """To the styles of a collection."""
    if not collection.has_places:
        return ()
    href = f"{sight.address_of(request, collection)}/styles"
    return (Link(href=href, rel=_REL, type="application/json", title="Darstellungen"),)


PART = Part(
    name="styles",
    title="Styles",
    conformance=(f"{_STYLES}core", f"{_STYLES}mapbox-style", f"{_STYLES}resources"),
    routes=ROUTES,
    landing_links=landing_links,
    collection_links=collection_links,
)
