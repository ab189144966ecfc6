# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Parameters of an action: from the address, a form, or a JSON object; GET and POST mean the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from .errors import Invalid

_YES = frozenset({"true", "1", "yes", "on", "t"})
_NO = frozenset({"false", "0", "no", "off", "f", "", "none"})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a client said, and under which address it asked."""

    given: Mapping[str, object]
    root: str
    """Address of the city, without a slash at the end."""

    def text(self, name: str, default: str = "") -> str:
        """A text; numbers count as such.

        Raises:
            Invalid: it is a list or an object.
        """
        value = self.given.get(name)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise Invalid({name: ["Must be a string"]})
        return str(value).strip()

    def needed(self, name: str, *others: str) -> str:
        """A text that must be there, under its name or an older one.

        Raises:
            Invalid: it is missing or empty.
        """
        found = next((text for one in (name, *others) if (text := self.text(one))), "")
        if not found:
            raise Invalid({name: ["Missing value"]})
        return found

    def number(self, name: str, default: int, *, least: int = 0, most: int) -> int:
        """A whole number; above the most it is the most.

        Raises:
            Invalid: it is no whole number, or below the least.
        """
        text = self.text(name)
        if not text:
            return default
        if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > 18:
            raise Invalid({name: ["Invalid integer"]})
        if int(text) < least:
            raise Invalid({name: [f"Must be at least {least}"]})
        return min(int(text), most)

    def flag(self, name: str, default: bool = False) -> bool:
        """Yes or no, in any of the ways CKAN knows."""
        value = self.given.get(name)
        if isinstance(value, bool) or value is None:
            return default if value is None else value
        text = str(value).strip().lower()
        return True if text in _YES else False if text in _NO else default

    def list(self, name: str) -> list[str]:
        """Texts: a JSON list, or divided by commas.

        Raises:
            Invalid: it is no list of texts.
        """
        value = self.given.get(name)
        if value is None or value == "":
            return []
        if isinstance(value, str):
            text = value.strip()
            if not text.startswith("["):
                return [part.strip() for part in text.split(",") if part.strip()]
            value = _decoded(name, text.replace("'", '"') if '"' not in text else text)
        if not isinstance(value, list) or not all(isinstance(one, str | int | float) for one in value):
            raise Invalid({name: ["Not a list"]})
        return [str(one) for one in value]

    def object(self, name: str) -> dict[str, object]:
        """An object, also as JSON text.

        Raises:
            Invalid: it is none.
        """
        value = self.given.get(name)
        if value is None or value == "":
            return {}
        if isinstance(value, str):
            value = _decoded(name, value)
        if not isinstance(value, dict):
            raise Invalid({name: ["Not a JSON object"]})
        return {str(key): one for key, one in value.items()}


def _decoded(name: str, text: str) -> object:
    try:
        found: object = msgspec.json.decode(text.encode())
    except msgspec.DecodeError as error:
        raise Invalid({name: ["Cannot parse JSON"]}) from error
    return found
