# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A task to an actuator, through the register, so that it is delivered and answered as every other task."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.flow.devices.models import TaskingCapability
from stadtkern.flow.devices.sensing import service
from stadtkern.flow.devices.sensing.words import TaskFacts
from stadtkern.flow.outlets.rules.drivers import NotDelivered, Notification
from stadtkern.flow.outlets.rules.models import Delivery, DeliveryState
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.rules import Command


class CommandDriver:
    """Makes tasks."""

    kind: type[msgspec.Struct] = Command

    def takes(self, occasion: str) -> bool:
        """Machines have nothing from a summary."""
        return occasion != "summary"

    def deliver(self, notification: Notification, *, now: datetime) -> str:
        """Make the task and note it as told in one transaction, so that a repetition makes no second one.

        Raises:
            NotDelivered: there is no such capability any more, or it does not take these parameters.
        """
        action = notification.action
        if not isinstance(action, Command):
            raise NotDelivered("", final=True)
        parameters = action.end_parameters if notification.occasion == "ended" else action.parameters
        if parameters is None:
            return _("nichts zu tun")
        owners = TaskingCapability.objects.filter(pk=action.capability).values_list(
            "thing__domain", flat=True
        )
        domain = owners.first()
        if domain != notification.domain:
            raise NotDelivered(_("Diese Steuerungsmöglichkeit gibt es im Thema der Regel nicht."), final=True)
        caller = Caller(name=f"rule {notification.rule}", domain=domain, may_command=True)
        facts = TaskFacts(capability=action.capability, parameters=parameters)
        try:
            with transaction.atomic():
                waiting = Delivery.objects.filter(pk=notification.id, state=DeliveryState.WAITING)
                if not waiting.update(state=DeliveryState.DONE, done_at=now):
                    return _("war schon erteilt")
                task = service.create("Task", facts, caller=caller, at=now)
        except CityError as error:
            raise NotDelivered(str(error), final=True) from error
        return _("Auftrag %(task)d erteilt") % {"task": task}
