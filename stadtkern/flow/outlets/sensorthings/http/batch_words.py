# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A request within a batch, whatever form the batch has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from stadtkern.flow.outlets.answering.answers import Answer
from stadtkern.kernel.errors import LimitExceeded


class BatchFull(LimitExceeded):
    """The batch has answered, or worked, enough; what is left can be sent again as it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One request of a batch."""

    id: str
    """As given by the client; others refer to what it makes as ``$<id>``."""
    group: str
    """Name of its change set; empty: on its own."""
    method: str
    url: str
    headers: Mapping[str, str]
    """By lower-case name."""
    content: Callable[[Mapping[str, str]], bytes]
    """The body, with references to what earlier requests made (paths by id of the request) filled in."""


Parts: TypeAlias = Sequence[Part]
Responses: TypeAlias = Sequence[Answer]


def key_in(path: str) -> str:
    """The id in the path of an entity, e.g. 17 of ``Things('17')``."""
    return path.partition("('")[2].removesuffix("')")
