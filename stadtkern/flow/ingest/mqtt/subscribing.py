# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""SUBSCRIBE and UNSUBSCRIBE of one connection, one after the other (MQTT 5.0 clauses 3.8 to 3.11)."""

from __future__ import annotations

import asyncio

from stadtkern.kernel.messages import Handler, Verdict

from .broker import Broker
from .packets import Code, Granted, Key, Kind, Properties, Subscribe, Unsubscribe, Wish
from .receiving import Channel
from .session import Session, Subscription
from .topics import is_pattern

_CODES = {
    Verdict.NOT_PERMITTED: Code.NOT_AUTHORIZED,
    Verdict.UNKNOWN: Code.FILTER_INVALID,
    Verdict.UNREADABLE: Code.FILTER_INVALID,
    Verdict.LATER: Code.QUOTA_EXCEEDED,
    Verdict.RELAYED: Code.UNSPECIFIED,
}


class Subscribing:
    """Grants or refuses what one connection wants to hear."""

    def __init__(self, broker: Broker, session: Session, channel: Channel) -> None:
        self._broker = broker
        self._session = session
        self._channel = channel
        self._turn = asyncio.Lock()
        self.ended = False
        """True when the connection is over: what is granted now is given back."""

    async def subscribe(self, packet: Subscribe) -> None:
        """Ask the handlers, answer, then send what is retained."""
        number = _number(packet.properties)
        async with self._turn:
            codes: list[int] = []
            reasons: list[str] = []
            fresh: list[tuple[Subscription, bool]] = []
            for wish in packet.wishes:
                code, reason, granted = await self._one(wish, number)
                codes.append(code)
                reasons.append(reason)
                if granted is not None:
                    fresh.append((granted, not self._broker.subscribe(self._session, granted)))
            if self.ended:
                return
            said = "; ".join(filter(None, reasons)).replace("\x00", "")[:1_000]
            properties: Properties = {Key.REASON_STRING: said} if said else {}
            answer = Granted(
                kind=Kind.SUBACK, packet_id=packet.packet_id, codes=tuple(codes), properties=properties
            )
            self._channel.write(answer)
            for subscription, known in fresh:
                self._broker.send_retained(self._session, subscription, known=known)

    async def unsubscribe(self, packet: Unsubscribe) -> None:
        """End subscriptions and answer."""
        async with self._turn:
            codes = tuple(
                Code.SUCCESS
                if self._broker.unsubscribe(self._session, pattern)
                else Code.NO_SUBSCRIPTION_EXISTED
                for pattern in packet.patterns
            )
            if not self.ended:
                answer = Granted(kind=Kind.UNSUBACK, packet_id=packet.packet_id, codes=codes)
                self._channel.write(answer)

    async def _one(self, wish: Wish, number: int | None) -> tuple[int, str, Subscription | None]:
        """Code, reason and the subscription when it is granted."""
        refused = self._refused(wish)
        if refused is not None:
            return refused, "", None
        if not self._broker.permits(self._session.caller, wish.pattern):
            return Code.NOT_AUTHORIZED, "the key is bound to other topics", None
        handler = self._broker.handler(wish.pattern)
        if handler is None:
            return Code.NOT_AUTHORIZED, "nobody publishes on such topics", None
        return await self._asked(handler, wish, number)

    async def _asked(
        self, handler: Handler, wish: Wish, number: int | None
    ) -> tuple[int, str, Subscription | None]:
        caller = self._session.caller
        outcome = await asyncio.wrap_future(handler.subscribe(caller, wish.pattern))
        if outcome.verdict is not Verdict.TAKEN:
            return _CODES[outcome.verdict], outcome.reason, None
        if self.ended:
            handler.unsubscribe(caller, wish.pattern)
            return Code.UNSPECIFIED, "", None
        return wish.qos, "", Subscription(wish=wish, handler=handler, caller=caller, number=number)

    def _refused(self, wish: Wish) -> Code | None:
        if wish.pattern.startswith("$share/"):
            return Code.SHARED_NOT_SUPPORTED
        if not is_pattern(wish.pattern):
            return Code.FILTER_INVALID
        full = len(self._session.subscriptions) >= self._broker.limits.subscriptions
        return Code.QUOTA_EXCEEDED if full and wish.pattern not in self._session.subscriptions else None


def _number(properties: Properties) -> int | None:
    given = properties.get(Key.SUBSCRIPTION_ID)
    return given[0] if isinstance(given, tuple) and given and isinstance(given[0], int) else None
