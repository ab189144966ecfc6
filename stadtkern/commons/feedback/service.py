# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Takes in, lists and closes feedback."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from stadtkern.kernel import audit
from stadtkern.kernel.errors import LimitExceeded, NotFound
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import Visitor, may, require
from stadtkern.kernel.roles import Action

from .models import Feedback

PER_HOUR = 200
"""More messages in one hour are not people any more."""


def may_read(visitor: Visitor) -> bool:
    """Whether the visitor may read what people wrote: it may name them."""
    return may(visitor, Action.SEE_PERSONAL)


def take_in(*, message: str, page: str, email: str, now: datetime) -> Feedback:
    """Store one message.

    Raises:
        LimitExceeded: too many messages arrived within the last hour.
    """
    if Feedback.objects.filter(created_at__gt=now - timedelta(hours=1)).count() >= PER_HOUR:
        raise LimitExceeded("more than 200 messages in one hour")
    return Feedback.objects.create(message=message, page=page[:300], email=email, created_at=now)


def messages(reader: Visitor) -> QuerySet[Feedback]:
    """All messages, newest first.

    Raises:
        NotPermitted: the reader is no administrator.
    """
    require(may_read(reader), "read feedback")
    return Feedback.objects.all()


def close(actor: Person, feedback_id: int, *, now: datetime) -> Feedback:
    """Mark a message as dealt with.

    Raises:
        NotPermitted: the person is no administrator.
        NotFound: there is no such message.
    """
    with transaction.atomic():
        message = messages(actor).filter(pk=feedback_id).first()
        if message is None:
            raise NotFound(f"no feedback {feedback_id}")
        if message.done_at is None:
            message.done_at = now
            message.save(update_fields=["done_at"])
            audit.record(actor, "feedback.close", f"feedback {feedback_id}", {}, now)
    return message
