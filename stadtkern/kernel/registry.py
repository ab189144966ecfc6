# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The declarations of this city: filled once at start by ``settings.wiring``, read by everyone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from .collections import Collection
from .domain import Domain, Source
from .errors import NotFound
from .quantities import Quantity, forecast_key, forecasts_of

_DOMAINS: dict[str, Domain] = {}

Connected = Callable[[], Mapping[str, Sequence[Source]]]
"""Sources that people have connected in the cockpit, by the name of their domain; asked often, so cheap."""
_CONNECTED: list[Connected] = []


def extend(connected: Connected | None) -> None:
    """Say who knows the sources that are not declared but connected by people; none: nobody."""
    _CONNECTED[:] = [] if connected is None else [connected]


def declare(domains: Iterable[Domain]) -> None:
    """Replace the declarations of this process.

    Raises:
        ValueError: two domains share a name or slug, or two sources or collections share a key.
    """
    given = list(domains)
    for what, keys in (
        ("domain name", [d.name for d in given]),
        ("domain slug", [d.slug for d in given]),
        ("source key", [s.key for d in given for s in d.sources]),
        ("collection key", [c.key for d in given for c in d.collections]),
    ):
        doubled = sorted({k for k in keys if keys.count(k) > 1})
        if doubled:
            raise ValueError(f"{what} declared twice: {', '.join(doubled)}")
    _DOMAINS.clear()
    _DOMAINS.update({d.name: d for d in given})


def domains() -> tuple[Domain, ...]:
    """All declared domains, in the order of their German titles."""
    return tuple(sorted(_present().values(), key=lambda d: d.title))


def domain(name: str) -> Domain:
    """The domain with this folder name.

    Raises:
        NotFound: no domain of that name is declared.
    """
    present = _present()
    if name not in present:
        raise NotFound(f"no domain {name!r}")
    return present[name]


def domain_by_slug(slug: str) -> Domain:
    """The domain with this German path, e.g. ``radverkehr``.

    Raises:
        NotFound: no domain has that path.
    """
    for candidate in _present().values():
        if candidate.slug == slug:
            return candidate
    raise NotFound(f"no domain at {slug!r}")


def sources() -> tuple[tuple[Domain, Source], ...]:
    """All sources, declared or connected, with their domain, by title."""
    pairs = [(d, s) for d in _present().values() for s in d.sources]
    return tuple(sorted(pairs, key=lambda pair: pair[1].title))


def source(key: str) -> tuple[Domain, Source]:
    """The source with this key and its domain.

    Raises:
        NotFound: no source of that key is declared or connected.
    """
    for pair in sources():
        if pair[1].key == key:
            return pair
    raise NotFound(f"no source {key!r}")


def collections() -> tuple[tuple[Domain, Collection], ...]:
    """All declared collections of features with their domain, by title."""
    pairs = [(d, c) for d in _DOMAINS.values() for c in d.collections]
    return tuple(sorted(pairs, key=lambda pair: pair[1].title))


def collection(key: str) -> tuple[Domain, Collection]:
    """The declared collection with this key and its domain.

    Raises:
        NotFound: no domain declares it.
    """
    for pair in collections():
        if pair[1].key == key:
            return pair
    raise NotFound(f"no collection {key!r}")


def quantity(key: str) -> Quantity:
    """The quantity with this key that sources of a domain may measure, or a forecast of it.

    Raises:
        NotFound: no domain declares or takes it.
    """
    for declared in _DOMAINS.values():
        for candidate in declared.measurable:
            if candidate.key == key:
                return candidate
    measured = forecast_key(key)
    if not measured:
        raise NotFound(f"no quantity {key!r}")
    return next(one for one in forecasts_of(quantity(measured)) if one.key == key)


def _present() -> dict[str, Domain]:
    """The domains by name, each with its connected sources behind its declared ones."""
    if not _CONNECTED:
        return _DOMAINS
    connected = _CONNECTED[0]()
    return {
        name: replace(one, sources=(*one.sources, *connected[name])) if connected.get(name) else one
        for name, one in _DOMAINS.items()
    }
