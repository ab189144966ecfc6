# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Descriptions of others may hold HTML or Markdown: what is shown is their text, paragraph by paragraph."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_MOST = 20_000
_BREAKS = frozenset({"p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"})
_SILENT = frozenset({"script", "style", "template", "noscript", "head", "title", "svg"})
_LINK = re.compile(r"!?\[([^\]\[]*)\]\((\S*?)(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"(\*\*|__|`+)(?=\S)(.+?)(?<=\S)\1")
_LEAD = re.compile(r"^ {0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+(?=\S))", re.MULTILINE)
_LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z][^>]*>|&[a-z]+;|&#\d+;")


class _Text(HTMLParser):
    """Collects the text of a document and breaks it where blocks begin and end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.pieces.append("\n" if tag == "br" else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _BREAKS:
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a description as plain text; templates escape them like any other text."""
    given = text[:_MOST]
    if _LOOKS_LIKE_HTML.search(given):
        parser = _Text()
        parser.feed(given)
        parser.close()
        given = "".join(parser.pieces)
    given = _MARKS.sub(r"\2", _LEAD.sub("", _LINK.sub(_linked, given.replace("\r", ""))))
    blocks = (re.sub(r"[ \t\n]+", " ", block).strip() for block in re.split(r"\n\s*\n", given))
    return [block for block in blocks if block]


def beginning(text: str, most: int = 240) -> str:
    """The first sentences as one line."""
    line = " ".join(paragraphs(text[:4000]))
    if len(line) <= most:
        return line
    return line[:most].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def _linked(found: re.Match[str]) -> str:
    """A link of Markdown: its words and, when it is an address, where it leads."""
    words, address = found[1].strip(), found[2]
    if not address.startswith(("http://", "https://")):
        return words
    return f"{words} ({address})" if words and words != address else address
