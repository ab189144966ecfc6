# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is said about a collection: fields and style as the register keeps them, drafts, and their faults."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection as Many
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from stadtkern.flow.lake.features.words import RESERVED, FeatureColumn, FeatureTable
from stadtkern.kernel.collections import Category, Field, GeometryKind, Style
from stadtkern.kernel.domain import LICENCES
from stadtkern.kernel.errors import Contradiction, PayloadRejected
from stadtkern.kernel.models import Department

from .models import FeatureCollection, Visibility

FIELD_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
COLLECTION_KEY = re.compile(r"[a-z][a-z0-9-]{0,59}")
MOST_FIELDS = 1_000
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "ae", "Ö": "oe", "Ü": "ue"})


PLAIN = Style()
"""How a collection is drawn when nobody said anything."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What people decide about a collection."""

    title: str
    department: Department
    title_en: str = ""
    description: str = ""
    description_en: str = ""
    name_field: str = ""
    style: Style = PLAIN
    themes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    frequency: str = "UNKNOWN"
    high_value: tuple[str, ...] = ()
    licence: str = ""
    """DCAT-AP.de code; empty: not decided yet."""
    publisher: str = ""
    attribution: str = ""
    homepage: str = ""


@dataclass(frozen=True, kw_only=True)
class Draft(Facts):
    """A collection that is to be made; it begins internal."""

    key: str
    geometry: GeometryKind
    fields: tuple[Field, ...]
    domain: str = ""
    """Name of the subject that it belongs to."""


def fields_of(collection: FeatureCollection) -> tuple[Field, ...]:
    """All fields, personal ones too."""
    return tuple(Field(**one) for one in collection.fields)


def style_of(collection: FeatureCollection) -> Style:
    """How it is drawn."""
    kept = dict(collection.style)
    categories = tuple(Category(**one) for one in kept.pop("categories", ()))
    return Style(**kept, categories=categories)


def table_of(collection: FeatureCollection) -> FeatureTable:
    """Its table in the lake."""
    columns = (FeatureColumn(field.key, field.kind) for field in fields_of(collection))
    return FeatureTable(collection.pk, tuple(columns))


def kept_fields(fields: Iterable[Field]) -> list[dict[str, object]]:
    """Fields as the register keeps them."""
    return [{**asdict(one), "values": dict(one.values)} for one in fields]


def kept_style(style: Style) -> dict[str, object]:
    """A style as the register keeps it."""
    return {**asdict(style), "categories": [asdict(one) for one in style.categories]}


def field_key(name: str, taken: Many[str] = ()) -> str:
    """A key for a field that a file calls ``name``: none of ``taken`` and no name that every feature has."""
    plain = unicodedata.normalize("NFKD", name.strip().translate(_GERMAN)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_") or "feld"
    first = (words if words[0].isalpha() else f"f_{words}")[:60].rstrip("_")
    found, number = first, 2
    while found in RESERVED or found in taken:
        suffix = f"_{number}"
        found, number = first[: 60 - len(suffix)] + suffix, number + 1
    return found


def check_key(key: str) -> None:
    """Refuse what cannot be the key of a collection.

    Raises:
        PayloadRejected: with the reason in German.
    """
    if not COLLECTION_KEY.fullmatch(key):
        raise PayloadRejected(
            _("Die Kennung besteht aus höchstens 60 Kleinbuchstaben, Ziffern und Bindestrichen.")
        )


def check_facts(facts: Facts, fields: Sequence[Field]) -> None:
    """Refuse what cannot be said about a collection with these fields.

    Raises:
        PayloadRejected: with the reason in German.
    """
    keys = {field.key: field for field in fields}
    if not facts.title.strip():
        raise PayloadRejected(_("Der Titel fehlt."))
    if facts.licence and facts.licence not in LICENCES:
        raise PayloadRejected(_("Diese Lizenz ist nicht bekannt."))
    if facts.homepage and not facts.homepage.startswith(("http://", "https://")):
        raise PayloadRejected(_("Die Webseite beginnt mit https://."))
    for wanted in (facts.name_field, facts.style.label, facts.style.category):
        if wanted and wanted not in keys:
            raise PayloadRejected(_("Das Feld „%(key)s“ gibt es nicht.") % {"key": wanted})
        if wanted and keys[wanted].personal:
            raise PayloadRejected(
                _("Das Feld „%(key)s“ ist personenbezogen: Es kann Objekte weder benennen noch färben.")
                % {"key": wanted}
            )


def check_fields(fields: Sequence[Field]) -> None:
    """Refuse fields that cannot be together in one table.

    Raises:
        PayloadRejected: with the reason in German.
    """
    keys = [field.key for field in fields]
    if len(keys) > MOST_FIELDS:
        raise PayloadRejected(_("Höchstens %(most)d Felder passen in eine Sammlung.") % {"most": MOST_FIELDS})
    for key in keys:
        if not FIELD_KEY.fullmatch(key):
            text = _("„%(key)s“ kann kein Feld heißen: höchstens 60 Kleinbuchstaben, Ziffern, Unterstriche.")
            raise PayloadRejected(text % {"key": key[:80]})
        if key in RESERVED:
            raise PayloadRejected(
                _("Ein Feld kann nicht „%(key)s“ heißen: Das hat jedes Objekt.") % {"key": key}
            )
        if keys.count(key) > 1:
            raise PayloadRejected(_("Das Feld „%(key)s“ gibt es zweimal.") % {"key": key})


def check_personal(collection: FeatureCollection, together: Sequence[Field]) -> None:
    """Refuse fields that would show what points at a person: in names and colours, or without a release.

    Raises:
        Contradiction: with the reason in German.
    """
    used = {collection.name_field, collection.style.get("label"), collection.style.get("category")}
    before = {one.key for one in fields_of(collection) if one.personal}
    for one in together:
        if one.personal and one.key in used:
            raise Contradiction(_("Das Feld „%(key)s“ wird gebraucht.") % {"key": one.key})
        if one.key in before and not one.personal and collection.visibility != Visibility.INTERNAL:
            raise Contradiction(
                _("Das Feld „%(key)s“ ist personenbezogen. Ziehen Sie den Datensatz zuerst zurück.")
                % {"key": one.key}
            )


def merged(present: Many[Field], more: Many[Field]) -> tuple[Field, ...]:
    """The present fields, as ``more`` says of those that are in both, then the new ones."""
    new: Mapping[str, Field] = {field.key: field for field in more}
    known = {field.key for field in present}
    return (*(new.get(field.key, field) for field in present), *(one for one in more if one.key not in known))
