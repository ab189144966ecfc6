# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads pages as a browser would, and says where a text has become markup."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.markup.payloads import MARK

_RUNS = ("javascript:", "vbscript:", "data:text/html")
_LINKS = frozenset(
    {"href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcdoc", "hx-get", "hx-post"}
)
_VOID = frozenset({"object", "embed", "applet"})

Attributes = list[tuple[str, str | None]]


class Page(HTMLParser):
    """A page: what must not be in it, the forms it has, and whether the payload stands in it as text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.shown = 0
        self.forms: list[dict[str, list[str]]] = []
        self._script = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Look at a tag and its attributes."""
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if MARK in name or name.startswith("on"):
                self.wrong.append(f"<{tag} {name}>")
            if name == "style" or (name in _LINKS and value.strip().lower().startswith(_RUNS)):
                self.wrong.append(f"<{tag} {name}={value[:60]!r}>")
            self.shown += MARK in value
        moved = tag == "base" and given != {"target": "_blank"}
        if (
            moved
            or tag in _VOID
            or (tag == "script" and "src" not in given and "json" not in given.get("type", ""))
        ):
            self.wrong.append(f"<{tag}>")
        self._script = tag in {"script", "style"}
        self._form(tag, given)

    def handle_endtag(self, tag: str) -> None:
        """The end of an element."""
        self._script = False

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        self.shown += MARK in data
        if "49" in data and "'\"></script><img" in data and "{{7*7}}" not in data and MARK in data:
            self.wrong.append("computed")

    def _form(self, tag: str, given: dict[str, str]) -> None:
        if tag == "form":
            self.forms.append({"": [given.get("action", ""), given.get("method", "get").lower()]})
        elif tag in {"input", "textarea", "select"} and self.forms and given.get("name"):
            kind = given.get("type", "text") if tag == "input" else tag
            self.forms[-1].setdefault(given["name"], []).append(kind + "=" + given.get("value", ""))
