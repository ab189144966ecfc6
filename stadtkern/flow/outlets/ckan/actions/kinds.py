# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Organizations (publishers), groups (EU data themes) and tags (keywords)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from stadtkern.flow.catalogue.lists.themes import THEMES
from stadtkern.flow.outlets.ckan.folding import folded
from stadtkern.flow.outlets.ckan.index import Index, Row, index, names, unpacked
from stadtkern.flow.outlets.ckan.packages import Json, group_of, tag_of
from stadtkern.flow.outlets.ckan.parameters import Asked
from stadtkern.kernel.errors import NotFound

MOST = 1_000
_ALL = 1_000_000
_SHOWN = 1_000
"""Packages that an organization or a group brings with it at most; as many as CKAN."""


def organization_list(asked: Asked) -> object:
    """Names of organizations; with ``all_fields`` as a whole."""
    return _listed(asked, index().organisations, "organizations")


def organization_show(asked: Asked) -> object:
    """One organization by ``id`` (name or id); with ``include_datasets`` its packages too."""
    held = index()
    found = _named(held.organisations, asked.needed("id"))
    return _with_packages(asked, held, found, lambda row: row.organisation == found["name"])


def organization_autocomplete(asked: Asked) -> object:
    """Organizations whose name has ``q``."""
    return _completed(asked, index().organisations)


def group_list(asked: Asked) -> object:
    """Names of themes that have packages; with ``all_fields`` as a whole."""
    return _listed(asked, _groups(index()), "groups")


def group_show(asked: Asked) -> object:
    """One theme by ``id`` (name or id); with ``include_datasets`` its packages too."""
    held = index()
    found = _named(_groups(held, empty=True), asked.needed("id"))
    return _with_packages(asked, held, found, lambda row: found["name"] in row.groups)


def group_package_show(asked: Asked) -> object:
    """The packages of a theme."""
    held = index()
    found = _named(_groups(held, empty=True), asked.needed("id"))
    rows = [row for row in held.rows if found["name"] in row.groups]
    return list(unpacked(rows[: asked.number("limit", MOST, most=MOST)], asked.root))


def group_autocomplete(asked: Asked) -> object:
    """Themes whose name has ``q``."""
    return _completed(asked, _groups(index()))


def tag_list(asked: Asked) -> object:
    """Keywords; with ``query`` those that have it, with ``all_fields`` as a whole."""
    wanted = folded(asked.text("query"))
    words = [word for word in sorted(_tags(index()), key=folded) if wanted in folded(word)]
    return [tag_of(word, names()) for word in words] if asked.flag("all_fields") else words


def tag_show(asked: Asked) -> object:
    """One keyword by ``id``; with ``include_datasets`` its packages too."""
    wanted, held = asked.needed("id"), index()
    word = next((one for one in _tags(held) if wanted in (one, names().tag(one))), None)
    if word is None:
        raise NotFound("Not found")
    shown: Json = tag_of(word, names())
    if asked.flag("include_datasets"):
        rows = [row for row in held.rows if word in row.tags]
        shown["packages"] = list(unpacked(rows[:_SHOWN], asked.root))
    return shown


def tag_search(asked: Asked) -> object:
    """Keywords that have ``query``; ``limit``, ``offset``."""
    wanted = [folded(one) for one in asked.list("query") or asked.list("q")]
    words = [
        word for word in sorted(_tags(index()), key=folded) if all(one in folded(word) for one in wanted)
    ]
    start = asked.number("offset", 0, most=_ALL)
    shown = words[start : start + asked.number("limit", MOST, most=MOST)]
    return {"count": len(words), "results": [tag_of(word, names()) for word in shown]}


def tag_autocomplete(asked: Asked) -> object:
    """Keywords that have ``query``."""
    wanted = folded(asked.needed("query", "q"))
    words = [word for word in sorted(_tags(index()), key=folded) if wanted in folded(word)]
    return words[: asked.number("limit", 10, most=100)]


def _groups(held: Index, *, empty: bool = False) -> dict[str, Json]:
    counted = Counter(group for row in held.rows for group in row.groups)
    return {
        one.code.lower(): {
            **group_of(one.code, names()),
            "type": "group",
            "is_organization": False,
            "approval_status": "approved",
            "state": "active",
            "image_url": "",
            "package_count": counted[one.code.lower()],
            "num_followers": 0,
        }
        for one in THEMES
        if empty or counted[one.code.lower()]
    }


def _tags(held: Index) -> set[str]:
    return {word for row in held.rows for word in row.tags}


def _listed(asked: Asked, held: Mapping[str, Json], narrowed: str) -> object:
    chosen = asked.list(narrowed)
    found = [one for name, one in held.items() if not chosen or name in chosen]
    found = _ordered(found, asked.text("sort", asked.text("order_by", "title asc")))
    start = asked.number("offset", 0, most=_ALL)
    shown = found[start : start + asked.number("limit", _ALL, most=_ALL)]
    return shown if asked.flag("all_fields") else [one["name"] for one in shown]


def _ordered(found: list[Json], sort: str) -> list[Json]:
    name, _, direction = sort.partition(" ")
    down = direction.strip().lower() == "desc"
    if name in {"package_count", "packages"}:
        return sorted(found, key=_size, reverse=down)
    by = "name" if name == "name" else "title"
    return sorted(found, key=lambda one: folded(str(one[by])), reverse=down)


def _size(one: Json) -> tuple[int, str]:
    return int(str(one["package_count"])), folded(str(one["title"]))


def _named(held: Mapping[str, Json], wanted: str) -> Json:
    found = held.get(wanted) or next((one for one in held.values() if one["id"] == wanted), None)
    if found is None:
        raise NotFound("Not found")
    return found


def _with_packages(asked: Asked, held: Index, shown: Json, has: Callable[[Row], bool]) -> Json:
    """The whole of an organization or theme, as its ``…_show`` answers it."""
    rows: Sequence[Row] = [row for row in held.rows if has(row)] if asked.flag("include_datasets") else ()
    found: Json = {**shown, "users": [], "tags": [], "extras": [], "groups": []}
    if asked.flag("include_datasets"):
        found["packages"] = list(unpacked(rows[:_SHOWN], asked.root))
    return found


def _completed(asked: Asked, held: Mapping[str, Json]) -> object:
    wanted = folded(asked.text("q"))
    found = [one for one in held.values() if wanted in folded(f"{one['name']} {one['title']}")]
    shown = found[: asked.number("limit", 20, most=100)]
    return [{"id": one["id"], "name": one["name"], "title": one["title"]} for one in shown]
