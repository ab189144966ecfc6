# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The filter form of a collection: what somebody fills in becomes parameters of the interface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from stadtkern.flow.outlets.ogc.features.parameters import NAMES
from stadtkern.kernel.collections import Field
from stadtkern.web.templatetags.web import local

SEARCH = "suche"
FROM, TO = "_von", "_bis"
_MOST_SEARCHED = 6
"""Text fields that the search looks into."""
_MOST_INPUTS = 8
_MOST_TEXT = 100
_ESCAPED = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One option of a field with codes."""

    value: str
    title: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Input:
    """One field of the form."""

    field: Field
    kind: str
    """choice, number or date."""
    title: str
    choices: tuple[Choice, ...] = ()
    lower: str = ""
    upper: str = ""


@dataclass(frozen=True, kw_only=True)
class Form:
    """The form as it was filled in."""

    search: str
    searched: bool
    """Whether there is anything to search in."""
    inputs: tuple[Input, ...]
    sort: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...]
    """Parameters of the interface that the form does not show."""

    @property
    def is_filled(self) -> bool:
        """Whether it selects anything."""
        filled = any(one.lower or one.upper or any(c.chosen for c in one.choices) for one in self.inputs)
        return bool(self.search) or filled or any(name != "sortby" for name, _value in self.kept)


def form(given: Mapping[str, str], fields: Sequence[Field], sortables: Sequence[str]) -> Form:
    """The form for these fields."""
    inputs = tuple(one for one in (_input(field, given) for field in fields) if one is not None)
    shown = inputs[:_MOST_INPUTS]
    named = {one.field.key for one in shown}
    own = {SEARCH, "sortby", "f", "after", *named}
    own |= {f"{key}{end}" for key in named for end in (FROM, TO)}
    return Form(
        search=given.get(SEARCH, "")[:_MOST_TEXT],
        searched=bool(_texts(fields)),
        inputs=shown,
        sort=_sort(given.get("sortby", ""), fields, sortables),
        kept=tuple((name, value) for name, value in given.items() if name not in own and value),
    )


def parameters(given: Mapping[str, str], fields: Sequence[Field]) -> dict[str, str]:
    """What was filled in, as parameters of the interface."""
    found = {name: value for name, value in given.items() if value and _is_parameter(name, fields)}
    conditions = [found.pop("filter")] if "filter" in found else []
    conditions = [f"({one})" for one in conditions]
    search = given.get(SEARCH, "").strip()[:_MOST_TEXT]
    if search:
        conditions.append(_search(search, fields))
    for field in fields:
        conditions += _bounds(field, given)
    if conditions:
        found["filter"] = " AND ".join(conditions)
    return found


def _is_parameter(name: str, fields: Sequence[Field]) -> bool:
    return (name in NAMES and name != "f") or any(one.key == name for one in fields)


def _search(text: str, fields: Sequence[Field]) -> str:
    pattern = text.translate(_ESCAPED).replace("'", "''")
    likes = (
        f"CASEI(ACCENTI({name})) LIKE CASEI(ACCENTI('%{pattern}%'))"
        for name in ("key", *(one.key for one in _texts(fields)))
    )
    return f"({' OR '.join(likes)})"


def _texts(fields: Sequence[Field]) -> list[Field]:
    return [one for one in fields if one.kind == "text" and not one.values][:_MOST_SEARCHED]


def _bounds(field: Field, given: Mapping[str, str]) -> list[str]:
    """The conditions of two bounds; what is no number or day is left out."""
    found = []
    for end, sign in ((FROM, ">="), (TO, "<=")):
        text = given.get(f"{field.key}{end}", "").strip().replace(",", ".")
        if not text:
            continue
        value = _literal(field, text)
        if value:
            found.append(f"{field.key} {sign} {value}")
    return found


def _literal(field: Field, text: str) -> str:
    if field.kind == "date" and len(text) == 10 and text.replace("-", "").isdigit():
        return f"DATE('{text}')"
    if field.kind not in {"integer", "number"}:
        return ""
    try:
        number = float(text)
    except ValueError:
        return ""
    return f"{number:f}" if abs(number) < 1e15 else ""


def _input(field: Field, given: Mapping[str, str]) -> Input | None:
    title = local(field, "title")
    wanted = given.get(field.key, "")
    if field.kind == "boolean":
        words = (("true", _("ja")), ("false", _("nein")))
        return Input(field=field, kind="choice", title=title, choices=_choices(words, wanted))
    if field.values:
        return Input(
            field=field, kind="choice", title=title, choices=_choices(tuple(field.values.items()), wanted)
        )
    if field.kind in {"integer", "number", "date"}:
        lower, upper = (given.get(f"{field.key}{end}", "") for end in (FROM, TO))
        kind = "date" if field.kind == "date" else "number"
        return Input(field=field, kind=kind, title=title, lower=lower, upper=upper)
    return None


def _choices(words: Sequence[tuple[str, str]], wanted: str) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, title=title, chosen=value == wanted) for value, title in words)


def _sort(wanted: str, fields: Sequence[Field], sortables: Sequence[str]) -> tuple[Choice, ...]:
    titles = {one.key: local(one, "title") for one in fields} | {"key": _("Kennung")}
    found = [Choice(value="", title=_("wie gespeichert"), chosen=not wanted)]
    for name in sortables:
        title = titles.get(name, name)
        found.append(Choice(value=name, title=title, chosen=wanted == name))
        found.append(
            Choice(
                value=f"-{name}",
                title=_("%(title)s, absteigend") % {"title": title},
                chosen=wanted == f"-{name}",
            )
        )
    return tuple(found)
