# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The guide: open data for programs, with examples that the tests run."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stadtkern.flow.catalogue import service
from stadtkern.flow.catalogue.words import Entry
from stadtkern.flow.lake.open_tables.words import Limits

from .http import paging
from .http.views import addresses_of

EXAMPLES = Path(__file__).parent / "examples"
_COMMENT = "# SPDX-"
_LOOKED_AT = 200
_NOBODY = "beispiel"


def example(name: str, *, root: str, dataset: str) -> str:
    """An example of the guide for this city: its root and the key of one of its datasets."""
    lines = (EXAMPLES / name).read_text(encoding="utf-8").splitlines()
    own = "\n".join(line for line in lines if not line.startswith(_COMMENT)).strip() + "\n"
    return own.replace("<ROOT>", root).replace("<DATASET>", dataset)


def guide(request: HttpRequest) -> HttpResponse:
    """How programs read the catalogue and the tables, with the address of this city."""
    first = _tabular()
    root = addresses_of(request).root
    texts = {
        path.stem: example(path.name, root=root, dataset=first.key if first else _NOBODY)
        for path in sorted(EXAMPLES.iterdir())
    }
    context = {
        "root": root,
        "texts": texts,
        "first": first,
        "per_page": paging.PER_PAGE,
        "most": paging.MOST,
        "limits": Limits(),
    }
    return render(request, "dcat/guide.html", context)


def _tabular() -> Entry | None:
    """The first dataset with a table that is a collection, else with any table, else any at all."""
    found = service.entries(service.STRANGER, limit=_LOOKED_AT)
    ranked = sorted(found, key=lambda one: (not one.collection, not one.columns))
    return ranked[0] if ranked else None
