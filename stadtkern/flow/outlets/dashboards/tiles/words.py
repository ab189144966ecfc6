# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Words on a dashboard: paragraphs, lists and links; everything else is text and stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from stadtkern.flow.outlets.dashboards.shown import ShownTile
from stadtkern.kernel.dashboards import TextTile

from .asking import Ask

_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(([^()\s]{1,1000})\)")
_ADDRESS = re.compile(r"^(?:https?://[^\s/]|/(?!/))", re.IGNORECASE)
_ITEM = "- "


def words(ask: Ask, tile: TextTile) -> ShownTile:
    """The tile with its text as markup."""
    shown = ask.shown(tile)
    return replace(shown, html=markup(ask.said(tile, "text")))


def markup(text: str) -> SafeString:
    """Safe markup: blank lines part paragraphs, lines with ``- `` are a list, ``[text](address)`` a link.

    Addresses lead into the web or to a path of this city; any other link stays as it was written.
    """
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return format_html_join("\n", "{}", ((part,) for block in blocks for part in _block(block)))


def _block(block: str) -> Iterator[SafeString]:
    """Paragraphs and lists of a block, in order."""
    items: list[str] = []
    lines: list[str] = []
    for line in block.splitlines():
        if line.startswith(_ITEM):
            if lines:
                yield _paragraph(lines)
                lines = []
            items.append(line.removeprefix(_ITEM).strip())
        else:
            if items:
                yield _list(items)
                items = []
            lines.append(line.strip())
    if items:
        yield _list(items)
    if any(lines):
        yield _paragraph(lines)


def _paragraph(lines: list[str]) -> SafeString:
    return format_html("<p>{}</p>", _inline(" ".join(line for line in lines if line)))


def _list(items: list[str]) -> SafeString:
    return format_html(
        "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((_inline(item),) for item in items))
    )


def _inline(text: str) -> SafeString:
    """Text with its links."""
    parts: list[SafeString | str] = []
    at = 0
    for found in _LINK.finditer(text):
        parts.append(text[at : found.start()])
        parts.append(_link(found))
        at = found.end()
    parts.append(text[at:])
    return format_html_join("", "{}", ((part,) for part in parts))


def _link(found: re.Match[str]) -> SafeString | str:
    label, address = found.groups()
    if not _ADDRESS.match(address):
        return found.group()
    return format_html('<a href="{}">{}</a>', address, label)
