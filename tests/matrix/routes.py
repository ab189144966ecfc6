# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every route of the house, found by asking Django, and how to reach it in the small city."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

Arguments = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Route:
    """A route: its name with namespace, or its pattern when it has none."""

    name: str
    pattern: str
    needs: frozenset[str]
    """Names of the arguments in its address."""

    @property
    def is_named(self) -> bool:
        """Whether it can be reversed."""
        return self.name != self.pattern

    def address(self, known: Mapping[str, Arguments]) -> str:
        """Its address in the small city."""
        if not self.is_named:
            return "/" + self.pattern.replace("<str:name>", "status_show").replace("<slug:code>", "turm")
        if not self.needs:
            return reverse(self.name)
        fitting = [one for one in known if self.name.startswith(one) and self.needs <= known[one].keys()]
        if not fitting:
            raise LookupError(
                f"{self.name} needs {sorted(self.needs)}: add it to tests/matrix/city.py or its parts"
            )
        values = known[max(fitting, key=len)]
        return reverse(self.name, kwargs={name: values[name] for name in self.needs})


def routes() -> list[Route]:
    """All of them."""
    return list(_walked(get_resolver().url_patterns, "", ()))


def _walked(
    patterns: Sequence[URLPattern | URLResolver], before: str, spaces: tuple[str, ...]
) -> Iterator[Route]:
    for one in patterns:
        text = before + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = (*spaces, one.namespace) if one.namespace else spaces
            yield from _walked(one.url_patterns, text, inner)
        else:
            needs = frozenset(one.pattern.converters) - {"ending"}
            if hasattr(one.pattern, "regex") and not needs:
                needs = frozenset(one.pattern.regex.groupindex) - {"ending"}
            name = ":".join((*spaces, one.name)) if one.name else text
            yield Route(name=name, pattern=text, needs=needs)
