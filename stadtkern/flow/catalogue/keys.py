# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lasting names of datasets: what stands in their addresses."""

from __future__ import annotations

import re
from hashlib import blake2b

from django.utils.text import slugify

from stadtkern.kernel import registry

from .models import Dataset

RESERVED = frozenset(
    {"wunsch", "suche", "aenderungen", "abfrage", "katalog", "reihen", "themen", "neu", "feed"}
)
"""Pages below ``/daten/`` that are no datasets."""
KEY = re.compile(r"[a-z0-9][a-z0-9-]{1,99}")
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "ae", "Ö": "oe", "Ü": "ue"})
_LONGEST = 80


def spelt(text: str) -> str:
    """Text as it may stand in an address: small letters, digits and hyphens."""
    return slugify(text.translate(_SPELT).replace("_", "-"))[:_LONGEST].strip("-")


def free_key(title: str) -> str:
    """A key made from a title that nothing has yet."""
    wanted = spelt(title) or "datensatz"
    key, number = wanted, 1
    while is_taken(key):
        number += 1
        key = f"{wanted}-{number}"
    return key


def is_taken(key: str) -> bool:
    """Whether a page, a source, a collection or a dataset has this key."""
    sources = (source.key for _domain, source in registry.sources())
    collections = (one.key for _domain, one in registry.collections())
    return key in RESERVED or key in {*sources, *collections} or Dataset.objects.filter(key=key).exists()


def harvested_key(source: str, identifier: str, title: str) -> str:
    """The key of a harvested record: readable, and the same whenever it is harvested again."""
    ending = blake2b(f"{source} {identifier}".encode(), digest_size=4).hexdigest()
    name = spelt(title)[:60].strip("-") or "datensatz"
    return f"{spelt(source)[:30]}-{name}-{ending}"
