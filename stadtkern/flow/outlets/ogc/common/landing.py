# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The landing page, the conformance declaration and the description (17-069r4 clauses 7.2 to 7.4)."""

from __future__ import annotations

import msgspec

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.answering.answers import Answer
from stadtkern.flow.outlets.answering.tags import tag_of

from . import description, parts
from .representations import DOCUMENT, JSON, alternates, f_parameter
from .requests import Request
from .served import served
from .words import Arguments, Link, Operation, Part, Route

OPENAPI = "application/vnd.oai.openapi+json;version=3.1"
_COMMON = "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/"


def document(content: dict[str, Json]) -> Answer:
    """A describing document with its tag."""
    body = msgspec.json.encode(content)
    return Answer(body=body, tag=tag_of(body))


def landing_links(request: Request) -> list[Link]:
    """Where everything is (/req/core/root-success), without the page itself."""
    base = request.base
    found = [
        Link(href=f"{base}/api", rel="service-desc", type=OPENAPI, title="OpenAPI 3.1"),
        Link(
            href=f"{request.city}/schnittstellen/ogc/", rel="service-doc", type="text/html", title="Anleitung"
        ),
        Link(
            href=f"{base}/conformance", rel="conformance", type=JSON.media_type, title="Konformitätsklassen"
        ),
        Link(
            href=f"{base}/conformance",
            rel="http://www.opengis.net/def/rel/ogc/1.0/conformance",
            type=JSON.media_type,
            title="Konformitätsklassen",
        ),
    ]
    return [*found, *(link for part in parts.parts() for link in part.landing_links(request))]


def landing(request: Request, _arguments: Arguments) -> Answer:
    """The landing page."""
    links = [*alternates(request, JSON, DOCUMENT), *landing_links(request)]
    return document(
        {
            "title": request.local(f"Geodaten: {served().city}", f"Geodata: {served().city}"),
            "description": request.local(
                "Offene Geodaten der Kommune über die Standards OGC API Features, Tiles, Styles und Records.",
                "Open geodata of the municipality through OGC API Features, Tiles, Styles and Records.",
            ),
            "links": [one.written() for one in links],
        }
    )


def conformance_uris() -> list[str]:
    """URIs of all classes, each once."""
    return list(dict.fromkeys(uri for part in parts.parts() for uri in part.conformance))


def conformance(request: Request, _arguments: Arguments) -> Answer:
    """The conformance declaration."""
    links: list[Json] = [one.written() for one in alternates(request, JSON, DOCUMENT)]
    return document({"conformsTo": [*conformance_uris()], "links": links})


def api(request: Request, _arguments: Arguments) -> Answer:
    """The OpenAPI document."""
    body = description.described(request.base, parts.parts())
    return Answer(body=body, media_type=OPENAPI, tag=tag_of(body), strong=True)


_F = (f_parameter(DOCUMENT),)
PART = Part(
    name="common",
    title="Common",
    conformance=(
        f"{_COMMON}core",
        f"{_COMMON}landing-page",
        f"{_COMMON}json",
        f"{_COMMON}html",
        "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
        "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/html",
        "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/json",
    ),
    routes=(
        Route(
            name="landing",
            path="",
            operations={"GET": Operation(answer=landing, summary="Landing page", parameters=_F)},
        ),
        Route(
            name="conformance",
            path="conformance",
            operations={"GET": Operation(answer=conformance, summary="Conformance classes", parameters=_F)},
        ),
        Route(
            name="api",
            path="api",
            operations={
                "GET": Operation(
                    answer=api,
                    summary="This description",
                    parameters=_F,
                    answers={OPENAPI: {"type": "object"}},
                )
            },
        ),
    ),
)
