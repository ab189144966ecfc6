# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The guide: the city's geodata in five minutes, with examples that the tests run."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stadtkern.flow.collections import service
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.outlets.ogc.common.served import served
from stadtkern.flow.outlets.ogc.features.crs import SERVED
from stadtkern.web.templatetags.web import local

from .addresses import page_address

EXAMPLES = Path(__file__).parent.parent / "examples"
PATH = "/api/ogc"
_COMMENT = "# SPDX-"
_ANYWHERE = "6.0,50.0,9.0,53.0"


def example(name: str, *, root: str, collection: str, box: str = _ANYWHERE) -> str:
    """An example of the guide for this city: its root, one of its collections, a box within it."""
    lines = (EXAMPLES / name).read_text(encoding="utf-8").splitlines()
    own = "\n".join(line for line in lines if not line.startswith(_COMMENT)).strip() + "\n"
    return own.replace("<ROOT>", root).replace("<COLLECTION>", collection).replace("<BOX>", box)


def guide(request: HttpRequest) -> HttpResponse:
    """How to read geodata, with the address of this city."""
    first = service.visible().filter(features__gt=0, west__isnull=False).order_by("-features").first()
    key = first.key if first else "sammlung"
    root = request.build_absolute_uri(PATH)
    texts = {
        path.stem: example(path.name, root=root, collection=key, box=_box(first))
        for path in sorted(EXAMPLES.iterdir())
    }
    context = {
        "root": root,
        "texts": texts,
        "first": local(first, "title") if first else "",
        "key": key,
        "systems": SERVED,
        "limits": served(),
        "body_mb": served().body_bytes // (1024 * 1024),
        "landing_url": page_address(""),
        "collections_url": page_address("collections"),
        "conformance_url": page_address("conformance"),
    }
    return render(request, "ogc/guide.html", context)


def _box(one: FeatureCollection | None) -> str:
    """The middle of the collection as a box."""
    if one is None or one.bounds is None:
        return _ANYWHERE
    west, south, east, north = one.bounds
    wide, high = (east - west) / 4, (north - south) / 4
    return ",".join(f"{number:.4f}" for number in (west + wide, south + high, east - wide, north - high))
