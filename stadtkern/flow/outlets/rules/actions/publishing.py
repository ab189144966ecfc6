# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A message to an MQTT topic, by whatever broker the city uses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.rules.drivers import NotDelivered, Notification
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.rules import Publish

from .posting import content

Publisher = Callable[[str, bytes], bool]
"""Publishes a payload under a topic; whether a client or an outside broker took it."""


class PublishDriver:
    """Publishes alarms as JSON, the same words as a webhook gets."""

    kind: type[msgspec.Struct] = Publish

    def __init__(self, publish: Publisher) -> None:
        self._publish = publish

    def takes(self, occasion: str) -> bool:
        """Machines have nothing from a summary."""
        return occasion != "summary"

    def deliver(self, notification: Notification, *, now: datetime) -> str:
        """Publish.

        Raises:
            NotDelivered: no broker took it.
        """
        action = notification.action
        topic = action.topic if isinstance(action, Publish) else ""
        try:
            taken = self._publish(topic, content(notification))
        except (CityError, OSError, ValueError) as error:
            raise NotDelivered(str(error), final=False) from error
        if not taken:
            raise NotDelivered(_("Kein Broker und kein Empfänger hat die Nachricht genommen."), final=False)
        return _("veröffentlicht unter %(topic)s") % {"topic": topic}
