# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether the city takes data at the moment: the wires in ask, the maintenance mode says."""

from __future__ import annotations

from collections.abc import Callable

Asked = Callable[[], bool]

_ASKED: list[Asked] = []


def provide(asked: Asked | None) -> None:
    """Say who knows; asked with every message, so it answers from memory. None: data is always taken."""
    _ASKED[:] = [] if asked is None else [asked]


def takes_data() -> bool:
    """Whether new data is taken now; what is refused shall be sent again later."""
    return all(asked() for asked in _ASKED)
