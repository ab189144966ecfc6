# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows of the tables behind packages."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from stadtkern.flow.catalogue.service import STRANGER
from stadtkern.flow.outlets.ckan import tables
from stadtkern.flow.outlets.ckan.errors import Invalid
from stadtkern.flow.outlets.ckan.index import index
from stadtkern.flow.outlets.ckan.parameters import Asked
from stadtkern.flow.outlets.ckan.tables import Json, Rows, Wish
from stadtkern.flow.outlets.open_data.tables import querying

_FORMATS = ("objects", "lists", "csv", "tsv")


def datastore_search(asked: Asked) -> object:
    """Rows of ``resource_id``: ``filters``, ``q``, ``fields``, ``sort``, ``limit``, ``offset``."""
    name = asked.needed("resource_id", "id")
    shape = asked.text("records_format", "objects")
    if shape not in _FORMATS:
        raise Invalid({"records_format": [f"Value must be one of {', '.join(_FORMATS)}"]})
    wish = Wish(
        columns=tuple(asked.list("fields")),
        filters=asked.object("filters"),
        words=_words(asked),
        order=_order(asked.text("sort")),
        skip=asked.number("offset", 0, most=tables.MOST_SKIPPED),
        limit=asked.number("limit", 100, most=tables.MOST_ROWS),
    )
    found = tables.rows(
        tables.ready(index(), name, datetime.now(UTC)), wish, total=asked.flag("include_total", default=True)
    )
    told: Json = {
        "resource_id": name,
        "fields": found.fields,
        "records_format": shape,
        "records": _shaped(found, shape),
        "limit": wish.limit,
        "offset": wish.skip,
        "_links": _links(asked, wish),
        "include_total": found.total is not None,
    }
    if found.total is not None:
        told |= {"total": found.total, "total_was_estimated": False}
    return told


def datastore_search_sql(asked: Asked) -> object:
    """Rows of one select statement in ``sql``; tables are named by the ids of their resources."""
    sql, held = asked.needed("sql"), index()

    def key_of(name: str) -> str:
        row = held.by_resource.get(name) or held.by_name.get(name)
        return row.key if row else name

    found = querying.run(sql, STRANGER, datetime.now(UTC), key_of=key_of)
    told: Json = {
        "sql": sql,
        "fields": [
            {"id": name, "type": tables.type_of(kind)}
            for name, kind in zip(found.names, found.kinds, strict=True)
        ],
        "records": [dict(zip(found.names, row, strict=True)) for row in found.rows],
    }
    return told | {"records_truncated": True} if found.cut else told


def datastore_info(asked: Asked) -> object:
    """Columns of the table of a resource, and how many rows it has."""
    name = asked.needed("id", "resource_id")
    found = tables.ready(index(), name, datetime.now(UTC))
    titles = {one.key: one for one in found.table.columns}
    fields = [
        {**one, "info": {"label": titles[str(one["id"])].title, "notes": titles[str(one["id"])].description}}
        for one in tables.fields(found.table.columns)
        if one["id"] in titles
    ]
    meta = {"id": name, "count": found.snapshot.rows, "table_type": "BASE TABLE", "aliases": []}
    return {"meta": meta, "fields": fields}


def _words(asked: Asked) -> str:
    """``q``: words, or an object with words by field, which are all looked for in every text."""
    value = asked.given.get("q")
    if isinstance(value, dict):
        return " ".join(str(one) for one in value.values())
    return asked.text("q")


def _order(sort: str) -> tuple[str, bool] | None:
    """The first of the orders asked for; by the number of the row: none."""
    name, _, direction = sort.split(",", 1)[0].strip().rpartition(" ")
    if direction.lower() not in {"asc", "desc"}:
        name, direction = f"{name} {direction}".strip(), "asc"
    plain = name.strip().strip('"')
    return None if plain in {"", tables.ID} else (plain, direction.lower() == "desc")


def _shaped(found: Rows, shape: str) -> object:
    if shape == "lists":
        return found.rows
    if shape in {"csv", "tsv"}:
        return tables.separated(found, "," if shape == "csv" else "\t")
    names = [str(one["id"]) for one in found.fields]
    return [dict(zip(names, row, strict=True)) for row in found.rows]


def _links(asked: Asked, wish: Wish) -> Json:
    given = {
        name: str(value)
        for name, value in asked.given.items()
        if name != "offset" and isinstance(value, str | int)
    }
    path = "/api/3/action/datastore_search"
    following = urlencode({**given, "offset": str(wish.skip + wish.limit)})
    return {"start": f"{path}?{urlencode(given)}", "next": f"{path}?{following}"}
