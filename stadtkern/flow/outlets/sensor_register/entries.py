# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register itself: nobody edits it, it is read from things, datastreams and declarations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stadtkern.flow.devices import service as devices
from stadtkern.flow.devices.models import Component, Datastream, Thing, ThingQuerySet, Visibility
from stadtkern.flow.devices.service import Spot
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain, Source
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.quantities import KNOWN
from stadtkern.web.templatetags.web import days as in_words
from stadtkern.web.templatetags.web import local

_CHUNK = 500

_ENGLISH_UNITS = {one.symbol: one.symbol_en for one in KNOWN if one.symbol_en}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One device in the language of the visitor."""

    pk: int
    code: str
    name: str
    description: str
    subject: str
    slug: str
    """Of the page of the subject; empty when the subject is gone."""
    purpose: str
    measures: tuple[str, ...]
    """Quantities with their units."""
    not_measured: str
    legal_basis: str
    retention: str
    protection: str
    """What is withheld to protect people; empty: nothing."""
    owner: str
    email: str
    source: str
    source_key: str
    licence: str
    since: datetime
    """Since when it is in the register."""
    spot: Spot | None


def found(*, search: str = "", subject: str = "") -> ThingQuerySet:
    """Public things by name, filtered by words and by the path of a subject.

    Raises:
        NotFound: no such subject.
    """
    things = Thing.objects.public().select_related("owner").order_by("name", "pk")
    if subject:
        things = things.filter(domain=registry.domain_by_slug(subject).name)
    for word in search.split()[:5]:
        things = things.filter(Q(name__icontains=word) | Q(code__icontains=word))
    return things


def after(things: ThingQuerySet, name: str, pk: int) -> ThingQuerySet:
    """Those behind this name and id, in the order of :func:`found`."""
    return things.filter(Q(name__gt=name) | Q(name=name, pk__gt=pk))


def entry(code: str) -> Entry:
    """The entry of one device.

    Raises:
        NotFound: no public thing has this code.
    """
    thing = Thing.objects.public().select_related("owner").filter(code=code).first()
    if thing is None:
        raise NotFound(f"no public thing {code!r}")
    return entries([thing])[0]


def entries(things: Iterable[Thing]) -> list[Entry]:
    """The entries of these things: two queries, however many."""
    given = list(things)
    ids = [thing.pk for thing in given]
    measured = _measured(ids)
    spots = devices.spots(ids)
    domains = {domain.name: domain for domain in registry.domains()}
    return [
        _entry(thing, domains.get(thing.domain), measured.get(thing.pk, ()), spots.get(thing.pk))
        for thing in given
    ]


def all_entries(things: ThingQuerySet) -> Iterator[Entry]:
    """All of them, some hundreds at a time, so that a register of any size fits into memory."""
    last: Thing | None = None
    while True:
        rest = things if last is None else after(things, last.name, last.pk)
        chunk = list(rest[:_CHUNK])
        yield from entries(chunk)
        if len(chunk) < _CHUNK:
            return
        last = chunk[-1]


def _measured(things: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Names and units of what each thing measures in public."""
    public = Datastream.objects.filter(thing__in=things, visibility=Visibility.PUBLIC)
    rows = Component.objects.filter(datastream__in=public).order_by("observed_property__name", "pk")
    english = get_language() == "en"
    told: dict[int, dict[str, None]] = {}
    for thing, name, name_en, symbol, own in rows.values_list(
        "datastream__thing",
        "observed_property__name",
        "observed_property__name_en",
        "observed_property__symbol",
        "unit_symbol",
    ):
        title = (name_en if english else "") or name
        unit = own if own is not None else symbol
        unit = _ENGLISH_UNITS.get(unit, unit) if english else unit
        told.setdefault(thing, {})[f"{title} [{unit}]" if unit and unit not in title.split() else title] = (
            None
        )
    return {thing: tuple(names) for thing, names in told.items()}


def _entry(thing: Thing, domain: Domain | None, measures: tuple[str, ...], spot: Spot | None) -> Entry:
    source = next((s for s in (domain.sources if domain else ()) if s.key == thing.source), None)
    return Entry(
        pk=thing.pk,
        code=thing.code,
        name=thing.name,
        description=thing.description,
        subject=local(domain, "title") if domain else thing.domain,
        slug=domain.slug if domain else "",
        purpose=_declared(domain, "purpose") or _declared(domain, "summary"),
        measures=measures,
        not_measured=_declared(domain, "not_measured")
        or _("Gespeichert wird nur, was oben als gemessen genannt ist."),
        legal_basis=_declared(domain, "legal_basis")
        or _("Kommunale Selbstverwaltung (Art. 28 Abs. 2 Grundgesetz)"),
        retention=_retention(thing, domain),
        protection=_protection(domain),
        owner=thing.owner.name,
        email=thing.owner.email,
        source=_source(source),
        source_key=source.key if source else "",
        licence=_licence(thing),
        since=thing.created_at,
        spot=spot,
    )


def _declared(domain: Domain | None, name: str) -> str:
    return local(domain, name) if domain else ""


def _source(source: Source | None) -> str:
    return f"{local(source, 'title')}, {source.publisher}" if source else _("von der Kommune selbst gemeldet")


def _licence(thing: Thing) -> str:
    licence = devices.licence_of(thing)
    return licence.title if licence else ""


def _retention(thing: Thing, domain: Domain | None) -> str:
    days = thing.retention_days or (domain.retention.days if domain else None)
    term = in_words(days) if days else _("dauerhaft")
    reason = local(domain.retention, "reason") if domain and thing.retention_days is None else ""
    return f"{term}. {reason}".strip()


def _protection(domain: Domain | None) -> str:
    if domain is None or domain.protection is None:
        return ""
    return _("Werte unter %(below)s werden für kurze Zeiträume nicht veröffentlicht.") % {
        "below": domain.protection.below
    }
