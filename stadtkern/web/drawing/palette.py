# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the parts of a drawing look: classes for pages, colours written out for prints and dark screens.

The colours of lines are those of Okabe and Ito (2008), darkened to 3:1 on white, lightened for dark screens.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

Mode: TypeAlias = Literal["page", "print", "screen"]
Look: TypeAlias = Literal[
    "paper", "grid", "zero", "tick", "text", "strong", "inverse", "line", "fill", "earlier", "soft", "band",
    "hollow", "dot", "ring", "faint", "mark", "markedge", "limit", "limittext", "track", "goal", "cell",
    "none", "land", "shore",
]  # fmt: skip

COLOURS = 6
FAINT = -1
"""Number of the colour of what stands back."""
DASHES = {"solid": "", "dashed": "7 4", "dotted": "1.5 4"}
SECOND_DASH = "11 3 3 3"
"""For the second of two earlier periods."""
STEPS = 7
"""Shades of a heat map."""

PAGE: dict[str, dict[str, str]] = {
    "print": {
        "ink": "#1b1f33", "soft": "#4a5068", "line": "#d9dce7", "edge": "#8b91a6", "paper": "#ffffff",
        "tint": "#eef0f6", "bad": "#b3261e", "good": "#00694c", "land": "#f3f4f8", "shore": "#b4b9cc",
    },
    "screen": {
        "ink": "#f4f5fa", "soft": "#c3c8d9", "line": "#3b4159", "edge": "#7f87a1", "paper": "#12162a",
        "tint": "#232941", "bad": "#ff9d8f", "good": "#4fd6ac", "land": "#1d2338", "shore": "#59617d",
    },
}  # fmt: skip
SERIES = {
    "print": ("#0072b2", "#c45100", "#00795a", "#a3497f", "#c4302b", "#5b6175"),
    "screen": ("#56b4e9", "#e9a23b", "#34c79d", "#d99abf", "#ff8a7a", "#aab0c4"),
}
SHADES = {
    "print": ("#e3eef7", "#c3dcee", "#98c4e2", "#62a6d2", "#4595ca", "#0d659d", "#084672"),
    "screen": ("#1b3148", "#1d3f5e", "#204f77", "#245f90", "#2a72a8", "#62b0e0", "#cdeafe"),
}
ABOVE = {
    "print": ("#fbeadd", "#f6d1b3", "#eeb184", "#e08e53", "#d17a3a", "#a04c0c", "#6f3200"),
    "screen": ("#3a2a1c", "#4f361e", "#684420", "#815323", "#9a6427", "#d9a04a", "#fde8c8"),
}
"""Shades of values above zero, where there are values below it too."""

LOOKS: dict[Look, dict[str, str]] = {
    "paper": {"fill": "paper"},
    "grid": {"stroke": "line", "stroke-width": "1", "fill": "none"},
    "zero": {"stroke": "edge", "stroke-width": "1", "fill": "none"},
    "tick": {"stroke": "edge", "stroke-width": "1", "fill": "none"},
    "text": {"fill": "soft"},
    "strong": {"fill": "ink", "font-weight": "600"},
    "inverse": {"fill": "paper", "font-weight": "600"},
    "line": {"stroke": "*", "stroke-width": "2", "fill": "none", "stroke-linejoin": "round"},
    "faint": {"stroke": "*", "stroke-width": "1.25", "fill": "none", "stroke-linejoin": "round"},
    "earlier": {"stroke": "*", "stroke-width": "1.5", "fill": "none", "stroke-linejoin": "round"},
    "fill": {"fill": "*"},
    "soft": {"fill": "*", "fill-opacity": "0.55"},
    "band": {"fill": "*", "fill-opacity": "0.16"},
    "hollow": {"fill": "paper", "stroke": "*", "stroke-width": "1.5", "stroke-dasharray": "3 2"},
    "ring": {"fill": "paper", "stroke": "*", "stroke-width": "1.75"},
    "dot": {"fill": "*", "stroke": "paper", "stroke-width": "1.25"},
    "mark": {"fill": "edge", "fill-opacity": "0.18"},
    "markedge": {"stroke": "edge", "stroke-width": "1", "fill": "none"},
    "limit": {"stroke": "bad", "stroke-width": "1.5", "stroke-dasharray": "8 4", "fill": "none"},
    "limittext": {"fill": "bad", "stroke": "paper", "stroke-width": "3", "paint-order": "stroke"},
    "track": {"fill": "tint"},
    "goal": {"stroke": "ink", "stroke-width": "2.5", "fill": "none"},
    "cell": {"fill": "#"},
    "none": {"stroke": "edge", "stroke-width": "1", "fill": "none"},
    "land": {"fill": "land", "stroke": "shore", "stroke-width": "1", "stroke-linejoin": "round"},
    "shore": {"stroke": "shore", "stroke-width": "1", "fill": "none"},
}  # fmt: skip
"""Attributes of each look; ``*`` stands for the colour of the line, ``#`` for a shade."""


def attributes(look: Look, mode: Mode, colour: int = 0) -> str:
    """The attributes of an element; on pages only classes: the style sheet and its dark half decide."""
    wanted = LOOKS[look]
    if mode == "page":
        return f'class="dw-{look}{_page_colour(wanted, colour)}"'
    return " ".join(f'{name}="{_value(value, mode, colour)}"' for name, value in wanted.items())


def _page_colour(wanted: dict[str, str], colour: int) -> str:
    if "#" in wanted.values():
        return f" dw-h{colour}" if colour >= 0 else f" dw-b{-colour - 1}"
    if "*" in wanted.values():
        return " dw-back" if colour == FAINT else f" dw-s{colour % COLOURS}"
    return ""


def _value(value: str, mode: Literal["print", "screen"], colour: int) -> str:
    if value == "*":
        return PAGE[mode]["edge"] if colour == FAINT else SERIES[mode][colour % COLOURS]
    if value == "#":
        return SHADES[mode][colour % STEPS] if colour >= 0 else ABOVE[mode][(-colour - 1) % STEPS]
    return PAGE[mode].get(value, value)
