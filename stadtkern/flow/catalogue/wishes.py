# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Data that people ask for: taken in with as little about them as possible, answered, forgotten."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import Contradiction, LimitExceeded, NotFound
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.rights import Visitor, departments_of, may
from stadtkern.kernel.roles import Action

from . import service
from .errors import Withdrawn
from .models import DatasetRequest, RequestState
from .models.requests import OPEN

PER_HOUR = 60
"""More in one hour are not people any more."""


def take_in(*, subject: str, purpose: str, email: str, now: datetime) -> DatasetRequest:
    """Store a request.

    Raises:
        LimitExceeded: too many arrived within the last hour.
    """
    if DatasetRequest.objects.filter(created_at__gt=now - timedelta(hours=1)).count() >= PER_HOUR:
        raise LimitExceeded("too many requests for data in one hour")
    return DatasetRequest.objects.create(
        token=secrets.token_urlsafe(24),
        subject=subject.strip()[:200],
        purpose=purpose.strip()[:4000],
        email=email,
        created_at=now,
        changed_at=now,
    )


def by_token(token: str) -> DatasetRequest:
    """The request behind the link that whoever asked has got.

    Raises:
        NotFound: there is none, or it was forgotten.
    """
    found = DatasetRequest.objects.filter(token=token).first()
    if found is None:
        raise NotFound("no such request")
    return found


def public(most: int = 50) -> list[DatasetRequest]:
    """Requests that everybody may read, newest first."""
    return list(DatasetRequest.objects.filter(shown=True)[:most])


def visible(visitor: Visitor) -> list[DatasetRequest]:
    """Requests that this person may answer, open ones first: administrators all, others theirs."""
    rows = DatasetRequest.objects.select_related("department")
    if not may(visitor, Action.SEE_PERSONAL):
        rows = rows.filter(department__in=departments_of(visitor, Action.SEE_PERSONAL))
    return sorted(rows, key=lambda row: (row.state not in OPEN, -row.created_at.timestamp()))


@dataclass(frozen=True, kw_only=True)
class Reply:
    """How far the city is with a request."""

    state: RequestState
    answer: str = ""
    dataset: str = ""
    """Key of the dataset that answers it."""
    department: Department | None = None
    """Who deals with it from now on."""
    shown: bool = False
    """Whether subject, state and answer stand in the public list."""


def respond(actor: Person, request_id: int, reply: Reply, *, now: datetime) -> DatasetRequest:
    """Say how far the city is; ``published`` and ``declined`` close the request.

    Raises:
        NotFound: there is none that this person may answer.
        Contradiction: a closing answer says nothing, or the dataset is not public.
    """
    closing = reply.state not in OPEN
    if closing and not reply.answer.strip():
        raise Contradiction(_("Bitte schreiben Sie eine Antwort."))
    _require_public(reply.dataset)
    with transaction.atomic():
        rows = DatasetRequest.objects.select_for_update().filter(_given_to(actor))
        found = rows.filter(pk=request_id).first()
        if found is None:
            raise NotFound(f"no request {request_id}")
        found.state, found.answer = reply.state, reply.answer.strip()[:4000]
        found.dataset, found.department, found.shown = reply.dataset, reply.department, reply.shown
        found.changed_at, found.closed_at = now, (found.closed_at or now) if closing else None
        found.save()
        subject = f"dataset request {request_id}"
        audit.record(actor, "dataset_request.answer", subject, {"state": reply.state.value}, now)
    return found


def _given_to(actor: Person) -> Q:
    rights.require(rights.is_staff_member(actor), "answer a request")
    return Q() if may(actor, Action.EDIT) else Q(department__in=departments_of(actor))


def _require_public(key: str) -> None:
    if not key:
        return
    try:
        service.entry(key)
    except (NotFound, Withdrawn) as error:
        raise Contradiction(_("Diesen Datensatz gibt es nicht, oder er ist nicht öffentlich.")) from error
