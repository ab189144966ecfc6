# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ordering forecasts, stopping them, and finding them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.devices.editing import as_shareable
from stadtkern.flow.devices.models import Datastream, Thing
from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.jobs import job
from stadtkern.kernel.models import Person
from stadtkern.kernel.quantities import KNOWN
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Action

from .measured import quantity_of
from .models import Forecast
from .profile import MOST_DAYS
from .running import run_one


def public() -> QuerySet[Forecast]:
    """Forecasts of datastreams that everybody sees, by place."""
    return _seen(Datastream.objects.public())


def forecasts_of(visitor: Visitor) -> QuerySet[Forecast]:
    """Forecasts of datastreams that this visitor sees, by place."""
    return _seen(Datastream.objects.visible_to(visitor))


def forecast(key: int, visitor: Visitor) -> Forecast:
    """One of them.

    Raises:
        NotFound: there is none, or it is not for this visitor.
    """
    found = forecasts_of(visitor).filter(pk=key).first()
    if found is None:
        raise NotFound(f"no forecast {key}")
    return found


def candidates(actor: Person, *, most: int = 300) -> list[Datastream]:
    """What the actor may have forecast and is not yet: single quantities that rise and fall."""
    keys = [one.key for one in KNOWN if not (one.circular or one.estimated or one.lasting)]
    rows = (
        Datastream.objects.visible_to(actor)
        .filter(
            multi=False,
            thing__in=Thing.objects.editable_by(actor).order_by(),
            components__observed_property__key__in=keys,
        )
        .exclude(pk__in=Forecast.objects.order_by().values("datastream"))
    )
    return list(rows.select_related("thing").order_by("thing__name", "code")[:most])


def may_change(visitor: Visitor, order: Forecast) -> bool:
    """Whether the visitor may stop it and order it anew."""
    return _permits(visitor, order.datastream)


def start(actor: Person, code: str, days: int, *, at: datetime) -> Forecast:
    """Order the forecast of a datastream; it is computed as a job.

    Raises:
        NotFound: no datastream of this code that the actor sees.
        NotPermitted: the actor may not edit its thing.
        Contradiction: it has one, or cannot be forecast.
    """
    stream = Datastream.objects.visible_to(actor).select_related("thing__owner").filter(code=code).first()
    if stream is None:
        raise NotFound(f"no datastream {code!r}")
    rights.require(_permits(actor, stream), f"forecast {stream.code}")
    quantity_of(stream)
    if not 1 <= days <= MOST_DAYS:
        raise Contradiction(_("Vorhergesagt werden ein bis sieben Tage."))
    with transaction.atomic():
        order, new = Forecast.objects.get_or_create(
            datastream=stream, defaults={"days": days, "created_at": at}
        )
        if not new:
            raise Contradiction(_("Für diesen Datenstrom gibt es schon eine Vorhersage."))
        audit.record(actor, "forecast.start", f"datastream {stream.code}", {"days": days}, at)
    compute_now.enqueue(order.pk)
    return order


def change(actor: Person, order: Forecast, *, days: int, active: bool, at: datetime) -> None:
    """Another distance, stopped or going on.

    Raises:
        NotPermitted: the actor may not edit its thing.
        Contradiction: not one to seven days.
    """
    rights.require(may_change(actor, order), f"change the forecast of {order.datastream.code}")
    if not 1 <= days <= MOST_DAYS:
        raise Contradiction(_("Vorhergesagt werden ein bis sieben Tage."))
    told = {"days": days, "active": active}
    before = {"days": order.days, "active": order.active}
    if told == before:
        return
    with transaction.atomic():
        order.days, order.active = days, active
        order.save(update_fields=["days", "active"])
        about = f"datastream {order.datastream.code}"
        audit.record(actor, "forecast.change", about, {"before": before, "after": told}, at)
    if active:
        compute_now.enqueue(order.pk)


def end(actor: Person, order: Forecast, *, at: datetime) -> None:
    """Forecast it no longer; the datastreams with what was forecast stay.

    Raises:
        NotPermitted: the actor may not edit its thing.
    """
    rights.require(may_change(actor, order), f"end the forecast of {order.datastream.code}")
    with transaction.atomic():
        audit.record(actor, "forecast.end", f"datastream {order.datastream.code}", {}, at)
        order.delete()


@job(gettext_lazy("Vorhersage berechnen"))
def compute_now(order_id: int) -> None:
    """Make one forecast at once."""
    run_one(order_id)


def _seen(streams: QuerySet[Datastream]) -> QuerySet[Forecast]:
    seen = streams.order_by().values("pk")
    rows = Forecast.objects.filter(Q(output=None) | Q(output__in=seen), datastream__in=seen)
    return rows.select_related("datastream__thing__owner", "output", "scores")


def _permits(visitor: Visitor, stream: Datastream) -> bool:
    return as_shareable(stream.thing).permits(visitor, Action.EDIT)
