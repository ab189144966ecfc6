# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Links written by ``$ref``: things come to locations and leave them, links to one lead elsewhere."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from stadtkern.flow.devices.models import Placement
from stadtkern.flow.devices.sensing import service
from stadtkern.flow.devices.sensing.words import Facts, LocationFacts, ThingFacts
from stadtkern.flow.outlets.sensorthings.query.words import Address
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import NotFound

from . import changes, streams
from .bodies import Draft, Linked
from .deep import register_id
from .words import MethodUnsuited


def link(address: Address, pk: int, target: Linked, *, caller: Caller, at: datetime) -> None:
    """Link an existing entity by the last step of an address; ``pk`` is the entity before that step.

    Raises:
        MethodUnsuited: such links are not changed here.
        BodyRefused, NotFound, NotPermitted, Contradiction: nothing was changed.
    """
    step = address.steps[-1]
    holder = address.steps[-2].entity
    if step.link is None or step.id is not None:
        raise MethodUnsuited("A link is added with POST …/Locations/$ref and set with PUT …/Thing/$ref.")
    if not step.link.many:
        draft = Draft(entity=holder, path="", values={}, links={step.link.name: (target,)})
        changes.register(draft, pk, caller=caller, at=at)
        return
    other = register_id(target, step.link.target)
    with transaction.atomic():
        present = _present(holder.name, step.link.name, pk)
        if other not in present:
            _write(holder.name, pk, (*present, other), caller=caller, at=at)
    streams.forget()


def unlink(address: Address, pk: int, *, caller: Caller, at: datetime) -> None:
    """Loosen the link to the entity that the last step of an address names.

    Raises:
        MethodUnsuited: such links are not loosened here.
        NotFound, NotPermitted: nothing was changed.
    """
    step = address.steps[-1]
    holder = address.steps[-2].entity
    if step.link is None or step.id is None:
        raise MethodUnsuited("A link is loosened with DELETE …/Locations('1')/$ref.")
    with transaction.atomic():
        present = _present(holder.name, step.link.name, pk)
        if step.id not in map(str, present):
            raise NotFound(f"{holder.name} {pk} has no {step.entity.name} {step.id[:60]!r}.")
        left = tuple(one for one in present if str(one) != step.id)
        _write(holder.name, pk, left, caller=caller, at=at)
    streams.forget()


def _present(holder: str, link_name: str, pk: int) -> tuple[int, ...]:
    """The locations of a thing, or the things at a location."""
    if (holder, link_name) == ("Thing", "Locations"):
        rows = Placement.objects.filter(thing=pk).values_list("location", flat=True)
    elif (holder, link_name) == ("Location", "Things"):
        rows = Placement.objects.filter(location=pk).values_list("thing", flat=True)
    else:
        raise MethodUnsuited("Only Things and Locations are linked by $ref; other links change with PATCH.")
    return tuple(rows)


def _write(holder: str, pk: int, others: tuple[int, ...], *, caller: Caller, at: datetime) -> None:
    facts: Facts = ThingFacts(locations=others) if holder == "Thing" else LocationFacts(things=others)
    service.change(holder, pk, facts, caller=caller, at=at)
    streams.note_written((), moved=True)
