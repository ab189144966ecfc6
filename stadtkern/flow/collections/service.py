# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register of collections: find them, make them, say what they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from stadtkern.flow.lake import current
from stadtkern.flow.lake.features.words import FeatureTable
from stadtkern.kernel import audit, registry, rights, sharing
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.collections import Collection, Field
from stadtkern.kernel.domain import Domain, Source
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.events import CollectionChanged, tell
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.sharing import SharedKind

from .facts import (
    Draft,
    Facts,
    check_facts,
    check_fields,
    check_key,
    check_personal,
    fields_of,
    kept_fields,
    kept_style,
    merged,
    table_of,
)
from .models import FeatureCollection, FeatureCollectionQuerySet, Visibility
from .rights import may_edit, may_release, may_see_personal

ANYBODY = AnonymousUser()


def visible(visitor: Visitor | Caller = ANYBODY) -> FeatureCollectionQuerySet:
    """The collections that somebody may see, by title, with their departments."""
    rows = FeatureCollection.objects.select_related("department")
    return rows.seen_by(visitor) if isinstance(visitor, Caller) else rows.visible_to(visitor)


def by_key(key: str, visitor: Visitor | Caller = ANYBODY) -> FeatureCollection:
    """The collection with this key.

    Raises:
        NotFound: there is none that the visitor may see.
    """
    found = visible(visitor).filter(key=key).first()
    if found is None:
        raise NotFound(f"no collection {key[:80]!r}")
    return found


def revisions() -> dict[str, int]:
    """The revision of every collection by key: equal numbers mean that nothing changed; one small query."""
    return dict(FeatureCollection.objects.order_by().values_list("key", "revision"))


def public_fields(collection: FeatureCollection, visitor: Visitor | Caller = ANYBODY) -> tuple[Field, ...]:
    """The fields that somebody may see: personal ones only people of the department."""
    everything = fields_of(collection)
    if not isinstance(visitor, Caller) and may_see_personal(visitor, collection):
        return everything
    return tuple(field for field in everything if not field.personal)


def table(collection: FeatureCollection) -> FeatureTable:
    """Its table in the lake, with all fields."""
    return table_of(collection)


def ensure_declared(key: str, now: datetime | None = None) -> FeatureCollection:
    """The collection that a domain declares, as it is declared now; what people have set stays.

    Raises:
        NotFound: no domain declares it.
        LakeUnavailable: its table cannot be made.
    """
    domain, declared = registry.collection(key)
    wanted = _declared(domain, declared)
    at = now or datetime.now(UTC)
    with transaction.atomic():
        department, _made = Department.objects.get_or_create(name=domain.department)
        first = {**wanted, "department": department, "created_at": at, "changed_at": at}
        found, made = FeatureCollection.objects.select_related("department").get_or_create(
            key=key, defaults=first
        )
        differing = [] if made else _taken_over(found, wanted)
        if differing:
            found.changed_at, found.revision = at, found.revision + 1
            found.save(update_fields=[*differing, "changed_at", "revision"])
    if made or "fields" in differing:
        current.lake().features.ensure(table_of(found))
    if differing:
        tell(CollectionChanged(at=at, key=key, revision=found.revision))
    return found


def create(actor: Person, draft: Draft, now: datetime) -> FeatureCollection:
    """Make a collection; it is internal until somebody releases it.

    Raises:
        NotPermitted: the actor may not edit for the department.
        PayloadRejected: key, title, licence or a field cannot be, with the reason in German.
        Contradiction: the key is taken.
        LakeUnavailable: its table cannot be made; nothing was made.
    """
    rights.require(rights.may_edit(actor, draft.department), f"make collection {draft.key}")
    check_key(draft.key)
    check_fields(draft.fields)
    check_facts(draft, draft.fields)
    taken = _("Die Kennung „%(key)s“ ist schon vergeben.") % {"key": draft.key}
    if draft.key in {one.key for _domain, one in registry.collections()}:
        raise Contradiction(taken)
    try:
        with transaction.atomic():
            made = FeatureCollection.objects.create(
                key=draft.key,
                domain=draft.domain,
                geometry=draft.geometry,
                fields=kept_fields(draft.fields),
                created_at=now,
                changed_at=now,
                **_said(draft),
            )
            audit.record(actor, "collection.create", f"collection {made.key}", {"title": made.title}, now)
            current.lake().features.ensure(table_of(made))
    except IntegrityError as error:
        raise Contradiction(taken) from error
    return made


def change(actor: Person, collection: FeatureCollection, facts: Facts, now: datetime) -> FeatureCollection:
    """Say something else about a collection; handing it over needs the right for both departments.

    Raises:
        NotPermitted: the actor may not edit for the department.
        PayloadRejected: something cannot be said, with the reason in German.
    """
    rights.require(may_edit(actor, collection), f"change collection {collection.key}")
    if facts.department != collection.department:
        rights.require(rights.may_edit(actor, facts.department), f"hand {collection.key} over")
    with transaction.atomic():
        stored = _locked(collection)
        check_facts(facts, fields_of(stored))
        said = _said(facts)
        changed = [name for name, value in said.items() if getattr(stored, name) != value]
        for name in changed:
            setattr(stored, name, said[name])
        if changed:
            stored.edited = sorted({*stored.edited, *changed})
            _save(actor, stored, "collection.change", {"fields": sorted(changed)}, now)
    return stored


def add_fields(
    actor: Person, collection: FeatureCollection, fields: Sequence[Field], now: datetime
) -> FeatureCollection:
    """Add fields, or say something else about present ones (title, unit, personal …).

    Raises:
        NotPermitted: the actor may not edit for the department.
        PayloadRejected: a field cannot be, with the reason in German.
        Contradiction: stored values are not of the new kind of a field, or a public collection would show
            what points at a person; nothing was changed.
        LakeUnavailable: the table cannot be changed; nothing was changed.
    """
    rights.require(may_edit(actor, collection), f"change collection {collection.key}")
    with transaction.atomic():
        stored = _locked(collection)
        together = merged(fields_of(stored), fields)
        check_fields(together)
        check_personal(stored, together)
        if kept_fields(together) == stored.fields:
            return stored
        stored.fields = kept_fields(together)
        stored.edited = sorted({*stored.edited, "fields"})
        current.lake().features.ensure(table_of(stored))
        _save(actor, stored, "collection.fields", {"keys": [field.key for field in fields]}, now)
    return stored


def remove_field(actor: Person, collection: FeatureCollection, key: str, now: datetime) -> FeatureCollection:
    """Take a field away with all its values, in the history too.

    Raises:
        NotPermitted: the actor may not edit for the department.
        NotFound: there is no such field.
        Contradiction: a domain declares it, or it names or colours the features.
        LakeUnavailable: the table cannot be changed; nothing was changed.
    """
    rights.require(may_edit(actor, collection), f"change collection {collection.key}")
    with transaction.atomic():
        stored = _locked(collection)
        kept = [field for field in stored.fields if field["key"] != key]
        if len(kept) == len(stored.fields):
            raise NotFound(f"no field {key[:80]!r}")
        used = {stored.name_field, stored.style.get("label"), stored.style.get("category")}
        if key in used or key in _declared_fields(stored.key):
            raise Contradiction(_("Das Feld „%(key)s“ wird gebraucht.") % {"key": key})
        stored.fields = kept
        current.lake().features.narrow(table_of(stored))
        _save(actor, stored, "collection.fields", {"removed": key}, now)
    return stored


def set_visibility(
    actor: Person | str, collection: FeatureCollection, visibility: Visibility, now: datetime
) -> FeatureCollection:
    """Show a collection to everybody, to whom it is shared with, or only to its department.

    Raises:
        NotPermitted: the actor may not release for the department.
    """
    if isinstance(actor, Person):
        rights.require(may_release(actor, collection), f"show collection {collection.key}")
    with transaction.atomic():
        stored = _locked(collection)
        if stored.visibility == visibility:
            return stored
        change = {"visibility": {"before": stored.visibility, "after": visibility.value}}
        stored.visibility = visibility
        stored.edited = sorted({*stored.edited, "visibility"})
        _save(actor, stored, "collection.visibility", change, now)
    return stored


def remove(actor: Person, collection: FeatureCollection, now: datetime) -> None:
    """Remove a collection that people made, with all its features and their history.

    Raises:
        NotPermitted: the actor may not edit for the department.
        Contradiction: a domain declares it, so it would come back.
        LakeUnavailable: its table cannot be removed; nothing was removed.
    """
    rights.require(may_edit(actor, collection), f"remove collection {collection.key}")
    if collection.key in {one.key for _domain, one in registry.collections()}:
        raise Contradiction(_("Diese Sammlung gehört zu einem Thema und kann nicht gelöscht werden."))
    with transaction.atomic():
        stored = _locked(collection)
        gone, number = table_of(stored), stored.revision + 1
        audit.record(
            actor, "collection.remove", f"collection {stored.key}", {"features": stored.features}, now
        )
        sharing.forget(SharedKind.COLLECTION, FeatureCollection.objects.filter(pk=stored.pk), key="key")
        stored.delete()
        current.lake().features.drop(gone)
    tell(CollectionChanged(at=now, key=collection.key, revision=number))


def _locked(collection: FeatureCollection) -> FeatureCollection:
    return (
        FeatureCollection.objects.select_for_update(of=("self",))
        .select_related("department")
        .get(pk=collection.pk)
    )


def _save(
    actor: Person | str, stored: FeatureCollection, action: str, change: audit.Change, now: datetime
) -> None:
    stored.changed_at, stored.revision = now, stored.revision + 1
    stored.save()
    audit.record(actor, action, f"collection {stored.key}", change, now)
    event = CollectionChanged(at=now, key=stored.key, revision=stored.revision)
    transaction.on_commit(lambda: tell(event))


def _said(facts: Facts) -> dict[str, object]:
    return {
        "title": facts.title.strip(),
        "title_en": facts.title_en.strip(),
        "description": facts.description.strip(),
        "description_en": facts.description_en.strip(),
        "department": facts.department,
        "name_field": facts.name_field,
        "style": kept_style(facts.style),
        "themes": list(facts.themes),
        "keywords": list(facts.keywords),
        "frequency": facts.frequency,
        "high_value": list(facts.high_value),
        "licence": facts.licence,
        "publisher": facts.publisher.strip(),
        "attribution": facts.attribution.strip(),
        "homepage": facts.homepage.strip(),
    }


def _declared(domain: Domain, declared: Collection) -> dict[str, object]:
    """What a declaration decides; without a source people say whose the features are and who sees them."""
    own: dict[str, object] = {
        "title": declared.title,
        "title_en": declared.title_en,
        "description": declared.description,
        "description_en": declared.description_en,
        "domain": domain.name,
        "source": declared.source,
        "geometry": declared.geometry,
        "fields": kept_fields(declared.fields),
        "name_field": declared.name_field,
        "style": kept_style(declared.style),
        "themes": list(declared.themes),
        "keywords": list(declared.keywords),
        "frequency": declared.frequency,
        "high_value": list(declared.high_value),
    }
    return own | (_of_source(registry.source(declared.source)[1], declared) if declared.source else {})


def _of_source(source: Source, declared: Collection) -> dict[str, object]:
    shown = declared.public and not source.internal
    return {
        "visibility": (Visibility.PUBLIC if shown else Visibility.INTERNAL).value,
        "licence": source.licence.code,
        "publisher": source.publisher,
        "attribution": source.attribution,
        "homepage": source.homepage,
    }


def _taken_over(found: FeatureCollection, declared: dict[str, object]) -> list[str]:
    """Set what the declaration says otherwise and no person has set; the names of that."""
    wanted = {name: value for name, value in declared.items() if name not in found.edited}
    if "fields" in found.edited:
        # Declared fields are always there, as people have described them; theirs come behind.
        wanted["fields"] = kept_fields(merged(_declared_fields(found.key).values(), fields_of(found)))
    differing = [name for name, value in wanted.items() if getattr(found, name) != value]
    for name in differing:
        setattr(found, name, wanted[name])
    return differing


def _declared_fields(key: str) -> dict[str, Field]:
    for _domain, declared in registry.collections():
        if declared.key == key:
            return {field.key: field for field in declared.fields}
    return {}
