# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Licence and attribution of what is computed from the data of several subjects."""

from __future__ import annotations

from collections.abc import Collection

from stadtkern.kernel import registry
from stadtkern.kernel.licences import CC_BY_4, Licence

_LONGEST_ATTRIBUTION = 1_000


def licence_of(subjects: Collection[str]) -> Licence:
    """The strictest licence of the sources of these subjects; without any source CC BY 4.0."""
    every = [source.licence for domain, source in registry.sources() if domain.name in subjects]
    return max(every, key=_strictness, default=CC_BY_4)


def attribution_of(subjects: Collection[str]) -> str:
    """What the licences of their sources ask for, each sentence once."""
    given = [source.attribution for domain, source in registry.sources() if domain.name in subjects]
    return "; ".join(dict.fromkeys(one for one in given if one))[:_LONGEST_ATTRIBUTION]


def _strictness(licence: Licence) -> tuple[bool, bool, bool]:
    shared_alike = "sa" in licence.code or "odbl" in licence.code
    return (not licence.open, shared_alike, licence.attribution)
