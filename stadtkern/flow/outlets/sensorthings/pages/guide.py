# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The guide: reading the city's sensors in five minutes, with examples that the tests run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.sensorthings.http.served import served

EXAMPLES = Path(__file__).parent.parent / "examples"
_LOOKED_AT = 200
_COMMENT = "# SPDX-"
PATH = "/api/sta/v1.1"


@dataclass(frozen=True, kw_only=True)
class Example:
    """A text to copy into a terminal or a file."""

    name: str
    text: str


def example(name: str, *, root: str, datastream: str) -> str:
    """An example of the guide for this city: its root and the id of one of its datastreams."""
    lines = (EXAMPLES / name).read_text(encoding="utf-8").splitlines()
    own = "\n".join(line for line in lines if not line.startswith(_COMMENT)).strip() + "\n"
    return own.replace("<ROOT>", root).replace("<DATASTREAM>", datastream)


def guide(request: HttpRequest) -> HttpResponse:
    """How to read, with the address of this city."""
    first = _measured()
    datastream = str(first[0]) if first else "1"
    address = request.build_absolute_uri(PATH)
    texts = {
        path.stem: example(path.name, root=address, datastream=datastream)
        for path in sorted(EXAMPLES.iterdir())
    }
    context = {"root": address, "texts": texts, "first": first, "limits": served().limits}
    return render(request, "sensorthings/guide.html", context)


def _measured() -> tuple[int, str, str] | None:
    """Id, thing and name of a public datastream, one with observations when the first ones have any."""
    rows = Datastream.objects.public().order_by("pk").values_list("pk", "thing__name", "name")[:_LOOKED_AT]
    found = list(rows)
    known = lake().latest([key for key, _, _ in found])
    return next((row for row in found if row[0] in known), found[0] if found else None)
