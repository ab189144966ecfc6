# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Things and datastreams of the register, and data sources."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from stadtkern.flow.devices.models import Datastream, Thing, Visibility
from stadtkern.kernel import registry, rights
from stadtkern.kernel.desk import Named
from stadtkern.kernel.finding import Finder, Hit, contains, holds, ranked
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action
from stadtkern.web.templatetags.web import local


def _things(person: Person, text: str, most: int) -> Sequence[Hit]:
    rows = Thing.objects.visible_to(person).filter(contains(text, "name", "code")).select_related("owner")
    page = ranked(rows, text, title="name", key="code")[:most]
    return [
        Hit(title=one.name, address=address, detail=f"{one.code} · {_title(one.domain)}")
        for one in page
        if (address := _page_of_thing(person, one))
    ]


def _page_of_thing(person: Person, one: Thing) -> str:
    """Where somebody may edit, the cockpit's page; else the public one, or who sees it; empty: none."""
    if _may(person, Action.EDIT, one):
        return reverse("cockpit:thing", args=[one.pk])
    if one.visibility == Visibility.PUBLIC:
        return reverse("portal:place", args=[one.code])
    return _sight("thing", one.code) if _may(person, Action.SEE_INTERNAL, one) else ""


def _datastreams(person: Person, text: str, most: int) -> Sequence[Hit]:
    rows = Datastream.objects.visible_to(person).select_related("thing__owner")
    found = rows.filter(contains(text, "name", "code", "thing__name"))
    return [
        Hit(title=f"{one.thing.name}: {one.name}", address=address, detail=one.code)
        for one in ranked(found, text, title="name", key="code")[:most]
        if (address := _page_of_datastream(person, one))
    ]


def _page_of_datastream(person: Person, one: Datastream) -> str:
    """For technicians the cockpit's page; else the public one, or who sees it; empty: none."""
    thing = one.thing
    if _may(person, Action.CONNECT, thing):
        return reverse("ingest:stream", args=[one.pk])
    if thing.visibility == one.visibility == Visibility.PUBLIC:
        return reverse("portal:datastream", args=[one.code])
    return _sight("datastream", one.code) if _may(person, Action.SEE_INTERNAL, thing) else ""


def _may(person: Person, action: Action, one: Thing) -> bool:
    return rights.may(person, action, one.owner, domain=one.domain, subject=f"thing:{one.code}")


def _sight(kind: str, code: str) -> str:
    return reverse("cockpit:sight", args=[kind, code])


def _sources(person: Person, text: str, most: int) -> Sequence[Hit]:
    names = set(rights.domains_of(person, Action.SEE_INTERNAL))
    address = reverse("cockpit:sources")
    return [
        Hit(title=str(source.title), address=address, detail=source.key)
        for domain, source in registry.sources()
        if domain.name in names and holds(text, str(source.title), source.key, source.publisher)
    ][:most]


def _title(domain: str) -> str:
    titles = {one.name: local(one, "title") for one in registry.domains()}
    return titles.get(domain, domain)


def _list_of_things(text: str) -> str:
    return f"{reverse('cockpit:things')}?{urlencode({'q': text})}"


def _list_of_datastreams(text: str) -> str:
    return f"{reverse('portal:datastreams')}?{urlencode({'suche': text})}"


THINGS = Finder(key="objekte", title=gettext_lazy("Objekte"), find=_things, everything=_list_of_things)
DATASTREAMS = Finder(
    key="datenstroeme",
    title=gettext_lazy("Datenströme"),
    find=_datastreams,
    everything=_list_of_datastreams,
)
SOURCES = Finder(key="quellen", title=gettext_lazy("Datenquellen"), find=_sources)


def _things_named(person: Person, keys: Collection[str]) -> Mapping[str, Hit]:
    rows = Thing.objects.editable_by(person).filter(code__in=keys)
    return {
        one.code: Hit(title=one.name, address=reverse("cockpit:thing", args=[one.pk]), detail=one.code)
        for one in rows
    }


NAMED_THINGS = Named(kind="thing", title=gettext_lazy("Objekt"), named=_things_named)
