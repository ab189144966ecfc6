# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who sees an object and why, and changing that: things, datastreams, collections, datasets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from stadtkern.flow.catalogue import changes
from stadtkern.flow.catalogue.models import Dataset
from stadtkern.flow.catalogue.models.datasets import SHOWN
from stadtkern.flow.collections import rights as collection_rights
from stadtkern.flow.collections import service as collections
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.collections.models import Visibility as Seen
from stadtkern.flow.devices import editing
from stadtkern.flow.devices.models import Datastream, Thing, Visibility, new_revision
from stadtkern.flow.outlets.cockpit.wording import scope_words
from stadtkern.kernel import granting, rights, sharing
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Department, Grant, Person, Share
from stadtkern.kernel.roles import Action
from stadtkern.kernel.sharing import SHARED, Shareable, SharedKind

PUBLIC: Final = "public"
INTERNAL: Final = "internal"


@dataclass(frozen=True, kw_only=True)
class Sight:
    """An object with who may see it as a whole."""

    what: Shareable
    visibility: str
    words: str
    """The visibility in words."""
    choices: tuple[tuple[str, str], ...]
    """What it may be set to here; empty: not here."""
    elsewhere: str = ""
    """Where and how it becomes public or ceases to be, when not here."""
    address: str = ""
    """Page of the object in the cockpit."""
    limit: str = ""
    """What narrows it from above."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Somebody who sees an object, and why."""

    who: str
    why: str
    until: datetime | None = None
    share: int | None = None
    """Of the share that says so; it may be ended."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of object that another part of the house keeps."""

    find: Callable[[str], Sight | None]
    """By its key."""
    show: Callable[[Person, str, str, datetime], object]
    """Sets who reads the object of this key: actor, key, visibility, moment."""


_MORE: dict[str, Kind] = {}


def provide(kinds: Mapping[str, Kind]) -> None:
    """Say which further kinds there are, by the word of ``SharedKind``."""
    _MORE.clear()
    _MORE.update(kinds)


def find(person: Person, kind: str, key: str) -> Sight:
    """The object.

    Raises:
        NotFound: there is no such object or kind, or the person may not see all of it.
    """
    finder = _MORE[kind].find if kind in _MORE else _FINDERS.get(kind)
    found = finder(key) if finder is not None else None
    if found is None or not (
        found.what.permits(person, Action.SEE_INTERNAL) or rights.may(person, Action.AUDIT)
    ):
        raise NotFound(f"no {kind} {key[:80]!r}")
    return found


def reasons(sight: Sight, *, at: datetime) -> list[Reason]:
    """Who sees the object, the widest first; ended grants and shares are left out."""
    return list(_reasons(sight, at))


def set_visibility(actor: Person, sight: Sight, visibility: str, *, at: datetime) -> None:
    """Show the object to others than before.

    Raises:
        NotPermitted: the actor may not release it.
        Contradiction: this is not decided here.
    """
    rights.require(sight.what.permits(actor, Action.RELEASE), f"show or hide {sight.what.subject}")
    if visibility not in dict(sight.choices):
        raise Contradiction(sight.elsewhere or _("Diese Sichtbarkeit geht hier nicht."))
    match sight.what.kind:
        case SharedKind.THING:
            editing.show_thing(actor, Thing.objects.get(code=sight.what.key), Visibility(visibility), at=at)
        case SharedKind.DATASTREAM:
            stream = Datastream.objects.select_related("thing__owner").get(code=sight.what.key)
            editing.show_datastream(actor, stream, Visibility(visibility), at=at)
        case kind if kind in _MORE:
            _MORE[kind].show(actor, sight.what.key, visibility, at)
        case _:
            collection = FeatureCollection.objects.get(key=sight.what.key)
            collections.set_visibility(actor, collection, Seen(visibility), at)


def share(
    actor: Person, sight: Sight, whom: Department | str, *, until: datetime | None, at: datetime
) -> Share:
    """Share the object with a department or a named client; an internal one becomes a shared one.

    Running processes know at once.

    Raises:
        NotPermitted: the actor may not release it.
        Contradiction: it cannot be shared like this.
    """
    if isinstance(whom, Department):
        made = sharing.share_with_department(actor, sight.what, whom, until=until, at=at)
    else:
        made = sharing.share_with_client(actor, sight.what, whom, until=until, at=at)
    if sight.visibility == INTERNAL and SHARED in dict(sight.choices):
        set_visibility(actor, sight, SHARED, at=at)
    new_revision()
    return made


def unshare(actor: Person, sight: Sight, share_id: int, *, at: datetime) -> bool:
    """End a share; whether it was there.

    Raises:
        NotPermitted: the actor may not release it.
    """
    gone = sharing.unshare(actor, sight.what, share_id, at=at)
    new_revision()
    return gone


def _reasons(sight: Sight, at: datetime) -> Iterator[Reason]:
    what = sight.what
    if sight.visibility == PUBLIC:
        if sight.limit:
            yield Reason(who=_("alle, die das Objekt sehen"), why=_("Es ist so weit gefasst wie das Objekt."))
        else:
            yield Reason(who=_("alle"), why=_("Es ist öffentlich."))
    yield from _holders(what, at)
    for client in sharing.clients_seeing(what):
        why = (
            _("Der Zugang liest alles Interne dieses Themas.")
            if client.whole_subject
            else _("Der Zugang ist an diesen Gegenstand gebunden.")
        )
        yield Reason(who=_("Zugang „%(name)s“") % {"name": client.name}, why=why)
    if sight.visibility != PUBLIC:
        yield from _shares(sight, at)


def _holders(what: Shareable, at: datetime) -> Iterator[Reason]:
    """People with a role, one line for all roles of the same place and end."""
    grants = granting.holders(
        Action.SEE_INTERNAL,
        what.department,
        domain=what.domain,
        subject=what.subject,
        more=what.subjects,
        at=at,
    )
    places: dict[tuple[int, str, datetime | None], list[Grant]] = {}
    for one in grants:
        places.setdefault((one.person_id, scope_words(one), one.expires_at), []).append(one)
    for (_person, place, until), found in places.items():
        person = found[0].person
        name = person.get_full_name()
        roles = ", ".join(dict.fromkeys(one.get_role_display() for one in found))
        yield Reason(
            who=f"{name} ({person.username})" if name else person.username,
            why=_("Rolle: %(role)s (%(place)s)") % {"role": roles, "place": place},
            until=until,
        )


def _shares(sight: Sight, at: datetime) -> Iterator[Reason]:
    speaks = sight.visibility == SHARED
    for one in sharing.shares_of(sight.what.kind, sight.what.key):
        if one.until is not None and one.until <= at:
            continue
        who = (
            _("Zugang „%(name)s“") % {"name": one.client}
            if one.department is None
            else _("Fachbereich %(name)s") % {"name": one.department.name}
        )
        by = one.shared_by.username if one.shared_by else _("unbekannt")
        why = (
            _("geteilt von %(name)s") % {"name": by}
            if speaks
            else _("geteilt von %(name)s, ruht: Die Sichtbarkeit ist nicht „geteilt“.") % {"name": by}
        )
        yield Reason(who=who, why=why, until=one.until, share=one.pk)


def _thing(key: str) -> Sight | None:
    found = Thing.objects.select_related("owner").filter(code=key).first()
    if found is None:
        return None
    return Sight(
        what=editing.as_shareable(found),
        visibility=found.visibility,
        words=found.get_visibility_display(),
        choices=tuple((value, str(label)) for value, label in Visibility.choices),
        address=reverse("cockpit:thing", args=[found.pk]),
    )


def _datastream(key: str) -> Sight | None:
    found = Datastream.objects.select_related("thing__owner").filter(code=key).first()
    if found is None:
        return None
    narrower = found.thing.visibility != Visibility.PUBLIC
    return Sight(
        what=editing.as_shareable(found),
        visibility=found.visibility,
        words=found.get_visibility_display(),
        choices=tuple((value, str(label)) for value, label in Visibility.choices),
        address=reverse("cockpit:thing", args=[found.thing_id]),
        limit=_("Aber nur, wer auch das Objekt „%(name)s“ sieht (%(visibility)s).")
        % {"name": found.thing.name, "visibility": found.thing.get_visibility_display()}
        if narrower
        else "",
    )


def _collection(key: str) -> Sight | None:
    found = FeatureCollection.objects.select_related("department").filter(key=key).first()
    if found is None:
        return None
    public = found.visibility == Seen.PUBLIC
    return Sight(
        what=collection_rights.as_shareable(found),
        visibility=found.visibility,
        words=found.get_visibility_display(),
        choices=() if public else tuple((one.value, str(one.label)) for one in (Seen.SHARED, Seen.INTERNAL)),
        elsewhere=_("Öffentlich wird eine Sammlung durch die Freigabe im Datenkatalog; dort endet das auch."),
        address=reverse("geodata:collection", args=[found.key]),
    )


def _dataset(key: str) -> Sight | None:
    found = Dataset.objects.select_related("department").filter(key=key).first()
    if found is None:
        return None
    shared = any(True for _one in sharing.shares_of(SharedKind.DATASET, found.key))
    visibility = PUBLIC if found.state in SHOWN else SHARED if shared else INTERNAL
    return Sight(
        what=changes.as_shareable(found),
        visibility=visibility,
        words=str(dict(Visibility.choices)[visibility]),
        choices=(),
        elsewhere=_("Öffentlich wird ein Datensatz durch seine Freigabe; vorher können Sie ihn teilen."),
        address=reverse("catalogue:dataset", args=[found.key]),
    )


_FINDERS: dict[str, Callable[[str], Sight | None]] = {
    SharedKind.THING: _thing,
    SharedKind.DATASTREAM: _datastream,
    SharedKind.COLLECTION: _collection,
    SharedKind.DATASET: _dataset,
}


def datastreams_of(sight: Sight) -> Sequence[Datastream]:
    """Datastreams of a thing, whose visibility may be narrower; for other kinds none."""
    if sight.what.kind != SharedKind.THING:
        return ()
    return list(Datastream.objects.filter(thing__code=sight.what.key).order_by("name", "pk")[:200])
