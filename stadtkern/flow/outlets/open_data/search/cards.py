# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What search and list of results know of an entry."""

from __future__ import annotations

from collections.abc import Iterable

from stadtkern.flow.catalogue.lists.themes import THEMES
from stadtkern.flow.catalogue.words import Entry
from stadtkern.flow.outlets.open_data import plain

from .index import Text
from .words import Card

_MOST_TEXT = 6000


def card(entry: Entry) -> Card:
    """One line of results."""
    formats = tuple(sorted({one.format for one in entry.distributions if one.format}))
    return Card(
        key=entry.key,
        title=entry.title,
        title_en=entry.title_en,
        summary=plain.beginning(entry.description),
        summary_en=plain.beginning(entry.description_en),
        publisher=entry.publisher.name,
        licence=entry.licence.code,
        formats=formats,
        modified=entry.modified,
        issued=entry.issued,
        origin=entry.origin,
        harvested_from=entry.harvested_from,
        deprecated=entry.deprecated_on is not None,
        values={
            "thema": entry.themes,
            "format": formats,
            "herausgeber": (entry.publisher.name,),
            "lizenz": (entry.licence.code,),
            "gebiet": entry.geocoding,
            "hvd": entry.high_value,
            "art": (entry.origin,),
        },
    )


def text(entry: Entry, places: Iterable[str] = ()) -> Text:
    """What is searched; ``places``: names of what the dataset knows places of."""
    themes = (THEMES.get(code) for code in entry.themes)
    titles = [f"{term.title} {term.title_en}" for term in themes if term is not None]
    words = [*entry.keywords, *titles, entry.publisher.name, entry.harvested_from]
    columns = [column.title for column in entry.columns if entry.origin != "measured"]
    long = [*plain.paragraphs(entry.description), *plain.paragraphs(entry.description_en), *columns]
    return Text(
        title=f"{entry.title} {entry.title_en} {entry.key.replace('-', ' ')}",
        keywords=" ".join(words),
        long=" ".join(long)[:_MOST_TEXT],
        places=" ".join(places),
    )
