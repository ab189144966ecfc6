# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lasting ids of CKAN (UUIDs), made from keys, so that nothing has to be stored for them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5


@dataclass(frozen=True, kw_only=True)
class Names:
    """Makes ids for one city; another city has others for the same keys."""

    city: str
    """Lasting address of the city, or its name while it has none."""

    def package(self, key: str) -> str:
        """Id of a dataset."""
        return self._id("dataset", key)

    def resource(self, key: str, part: str) -> str:
        """Id of a distribution, by the key of its dataset and its own."""
        return self._id("distribution", f"{key}/{part}")

    def organisation(self, name: str) -> str:
        """Id of a publisher, by the name in its address."""
        return self._id("organization", name)

    def group(self, name: str) -> str:
        """Id of a theme."""
        return self._id("group", name)

    def tag(self, name: str) -> str:
        """Id of a keyword."""
        return self._id("tag", name)

    def _id(self, kind: str, name: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"{self.city}#{kind}/{name}"))
