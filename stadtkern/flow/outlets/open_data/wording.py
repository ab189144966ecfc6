# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Codes of the catalogue in words that people read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.catalogue.lists.formats import FILE_TYPES
from stadtkern.flow.catalogue.lists.frequencies import FREQUENCIES
from stadtkern.flow.catalogue.lists.high_value import HIGH_VALUE
from stadtkern.flow.catalogue.lists.terms import CodeList
from stadtkern.flow.catalogue.lists.themes import THEMES
from stadtkern.flow.outlets.open_data.search.words import Facet
from stadtkern.kernel.licences import LICENCES

FACET_TITLES: Mapping[Facet, str | Promise] = {
    "thema": _("Thema"),
    "format": _("Format"),
    "herausgeber": _("Herausgeber"),
    "lizenz": _("Lizenz"),
    "gebiet": _("Gebiet"),
    "hvd": _("Hochwertige Datensätze der EU"),
    "art": _("Art der Daten"),
}
ORIGINS: Mapping[str, str | Promise] = {
    "measured": _("Messwerte"),
    "collection": _("Geodaten"),
    "dashboard": _("Übersichten"),
    "uploaded": _("Dateien und Links"),
    "harvested": _("von anderen übernommen"),
}
KINDS: Mapping[str, str | Promise] = {
    "text": _("Text"),
    "integer": _("ganze Zahl"),
    "number": _("Zahl"),
    "boolean": _("ja oder nein"),
    "date": _("Tag"),
    "datetime": _("Zeitpunkt"),
    "json": _("verschachtelt"),
    "geometry": _("Geometrie"),
}
_FORMATS: Mapping[str, str | Promise] = {
    "HTML": _("Internetseite"),
    "MAP_SRVC": _("Kartendienst"),
    "BIN": _("andere Datei"),
    "OCTET": _("Binärdaten"),
}
"""File types whose names are words, not proper names."""
_SHORT_LICENCES: Mapping[str, str] = {
    "dl-by-de/2.0": "dl-de/by-2-0",
    "dl-zero-de/2.0": "dl-de/zero-2-0",
    "cc-by/4.0": "CC BY 4.0",
    "cc-by-sa/4.0": "CC BY-SA 4.0",
    "cc-zero": "CC0 1.0",
    "odbl": "ODbL 1.0",
}


def term(terms: CodeList, code: str) -> str:
    """The name of a code in the language of the page; the code when the list does not have it."""
    found = terms.get(code)
    if found is None:
        return code
    return found.title_en if get_language() == "en" else found.title


def theme(code: str) -> str:
    """Name of an EU data theme."""
    return term(THEMES, code)


def frequency(code: str) -> str:
    """How often something is updated; empty: nobody knows."""
    return "" if code == "UNKNOWN" else term(FREQUENCIES, code)


def high_value(name: str) -> str:
    """Name of a high-value category."""
    return term(HIGH_VALUE, name)


def file_format(code: str) -> str:
    """Name of a file type."""
    if code in _FORMATS:
        return str(_FORMATS[code])
    known = FILE_TYPES.get(code)
    return known.title if known else code.replace("_", " ")


def licence(code: str) -> str:
    """Name of a licence."""
    known = LICENCES.get(code)
    return known.title if known else code


def short_licence(code: str) -> str:
    """Name of a licence for a line with other facts, e.g. ``ODbL 1.0``; of rare ones the whole name."""
    return _SHORT_LICENCES.get(code) or licence(code)


def facet_value(facet: Facet, value: str) -> str:
    """What a value of a facet is called."""
    named: Mapping[Facet, Callable[[str], str]] = {
        "thema": theme,
        "format": file_format,
        "lizenz": licence,
        "hvd": high_value,
        "art": lambda code: str(ORIGINS.get(code, code)),
    }
    return named[facet](value) if facet in named else value
