# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lists of places with title, street, zip, city and web address, as the open data maps of tursics hold them.

They give no identifiers: a place's key is made of its title and street, so that it stays when a point moves.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping

from stadtkern.kernel.collections import Collection
from stadtkern.kernel.domain import Decoder
from stadtkern.kernel.observation import Decoded, Payload

from .reading import Given, Read, decode, once

Properties = Callable[[Given], Mapping[str, object] | None]


def decoder(collection: Collection, properties: Properties) -> Decoder:
    """Reads a list of places into this collection."""

    def decoded(payload: Payload) -> Decoded:
        keys: Counter[str] = Counter()

        def read(given: Given) -> Read | None:
            found = properties(given)
            return None if found is None else Read(key=once(keys, _key(given)), properties=found)

        return decode(payload, collection, read)

    return decoded


def title(given: Given) -> str:
    """The name of the place.

    Raises:
        ValueError: it has none.
    """
    found = given.text("title")
    if found is None:
        raise ValueError("der Name („title“) fehlt")
    return found


def address(given: Given) -> str | None:
    """Street, and postal code with town."""
    town = " ".join(part for part in (given.text("zip"), given.text("city")) if part)
    return ", ".join(part for part in (given.text("street"), town) if part) or None


def web(given: Given) -> str | None:
    """Its page in the web."""
    found = given.text("web") or ""
    return found if found.startswith(("http://", "https://")) else None


def _key(given: Given) -> str:
    named = f"{title(given)}|{given.text('street') or ''}"
    return hashlib.sha256(named.encode()).hexdigest()[:16]
