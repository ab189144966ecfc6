# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tasks by webhook: POST to the address that an actuator names, signed, never into the city's own network.

The actuator says where: ``properties: {"webhook": {"url": "https://…"}}``. Properties are public, so the
secret of the signature is not among them: each actuator has its own, derived from the city's key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from stadtkern.flow.devices.delivering import Answer, NotDelivered, Order, Receipt
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.kernel.errors import AddressRefused, SourceUnavailable
from stadtkern.web.outgoing import exchange, signing
from stadtkern.web.outgoing.exchange import Question
from stadtkern.web.outgoing.limits import limits

SIGNATURE = signing.HEADER
_PURPOSE = "stadtkern.webhook"
_MOST_ANSWER = 64 * 1024
_LATER = frozenset({408, 425, 429})
_ANSWERS: dict[str, Answer] = {
    "accepted": "accepted",
    "running": "running",
    "completed": "completed",
    "failed": "failed",
    "rejected": "rejected",
}


class Webhook:
    """The driver of actuators that have a web address."""

    def takes(self, order: Order) -> bool:
        """Whether the actuator names an address."""
        return bool(_url(order))

    def deliver(self, order: Order, *, now: datetime) -> Receipt:
        """Send the task; 2xx is “delivered”, or what ``status`` in the JSON of the answer says.

        Raises:
            NotDelivered: no answer, or another status; final for 4xx.
        """
        body = msgspec.json.encode(
            {
                "task": str(order.id),
                "taskingCapability": str(order.capability),
                "actuator": str(order.actuator),
                "thing": order.thing,
                "taskingParameters": order.parameters,
                "creationTime": order.created_at,
            }
        )
        moment = int(now.timestamp())
        question = Question(
            url=_url(order),
            media_type="application/json",
            body=body,
            more=(
                ("Content-Type", "application/json"),
                ("Idempotency-Key", f"task-{order.id}"),
                signing.header(
                    secret(order.actuator),
                    moment,
                    body,
                    older=signing.older_secrets(_PURPOSE, str(order.actuator)),
                ),
            ),
        )
        status, answer = _posted(question)
        if 200 <= status < 300:
            return _receipt(answer)
        raise NotDelivered(
            f"the webhook answered {status}", final=400 <= status < 500 and status not in _LATER
        )


def secret(actuator: int) -> str:
    """The secret that the receiver of this actuator's tasks checks signatures with."""
    return signing.secret(_PURPOSE, str(actuator))


def _posted(question: Question) -> tuple[int, bytes]:
    """Status and start of the answer; redirects are not followed."""
    try:
        return exchange.post(question, limits(), most=_MOST_ANSWER)
    except AddressRefused as error:
        raise NotDelivered(str(error), final=True) from error
    except SourceUnavailable as error:
        raise NotDelivered(str(error), final=False) from error


def _receipt(answer: bytes) -> Receipt:
    try:
        said = msgspec.json.decode(answer)
    except (msgspec.DecodeError, ValueError):
        return Receipt()
    if not isinstance(said, Mapping):
        return Receipt()
    return Receipt(status=_ANSWERS.get(str(said.get("status")), "delivered"), outcome=said.get("outcome"))


def _url(order: Order) -> str:
    given: Json = order.actuator_properties.get("webhook")
    url = given.get("url") if isinstance(given, Mapping) else None
    return url if isinstance(url, str) else ""
