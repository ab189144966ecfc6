# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whose catalogue this installation serves, for DCAT-AP.de and CKAN."""

from __future__ import annotations

from collections.abc import Callable

from stadtkern.flow.outlets.dcat.portal import Portal

from .catalogue import municipality
from .env import Knobs


def portal_of(knobs: Knobs) -> Callable[[], Portal]:
    """The portal, as the profile says when it is asked for.

    IRIs last only when the city is reached under one name: behind a proxy that speaks HTTPS.
    """

    def portal() -> Portal:
        return Portal(
            title=f"Offene Daten: {knobs.city}",
            description=f"Alle offenen Daten der Plattform „{knobs.city}“: Messwerte, Geodaten und Dateien.",
            publisher=municipality().publisher,
            contributor=knobs.contributor,
            address=knobs.address if knobs.https else "",
        )

    return portal
