# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rules of a running city: evaluated in this process, told on the ways that this installation offers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from stadtkern.domains.warnings.warn_driver import WarnDriver
from stadtkern.flow.ingest.log.leases import Advisory
from stadtkern.flow.lake import current
from stadtkern.flow.outlets.rules.actions.commanding import CommandDriver
from stadtkern.flow.outlets.rules.actions.mail import MailDriver
from stadtkern.flow.outlets.rules.actions.notice import NoticeDriver
from stadtkern.flow.outlets.rules.actions.posting import WebhookDriver
from stadtkern.flow.outlets.rules.actions.publishing import PublishDriver
from stadtkern.flow.outlets.rules.actions.pushing import PushDriver
from stadtkern.flow.outlets.rules.definitions import RuleUnreadable, rule_of
from stadtkern.flow.outlets.rules.drivers import ActionDriver
from stadtkern.flow.outlets.rules.evaluating import Evaluation
from stadtkern.flow.outlets.rules.models import StoredRule
from stadtkern.kernel.rules import Mail

from . import mqtt
from .env import Knobs
from .rules_turn import Turn

DRIVERS: tuple[ActionDriver, ...] = (
    NoticeDriver(),
    MailDriver(),
    WebhookDriver(),
    PushDriver(),
    PublishDriver(mqtt.publish),
    CommandDriver(),
    WarnDriver(),
)
"""Who carries out the actions of rules."""


@contextmanager
def running(knobs: Knobs) -> Iterator[None]:
    """Evaluate what is stored as long as the block lasts; of many processes one does it at a time."""
    if not knobs.lake_catalogue:
        with _evaluating():
            yield
        return
    turn = Turn(Advisory(knobs.lake_catalogue, "rules", parts=1), _evaluating)
    turn.start()
    try:
        yield
    finally:
        turn.stop()


@contextmanager
def _evaluating() -> Iterator[None]:
    """Beginning with what nobody has looked at yet."""
    lake = current.lake()
    evaluation = Evaluation(lake)
    stop_watching = lake.watch(evaluation.observed, others=True)
    evaluation.start()
    try:
        yield
    finally:
        stop_watching()
        evaluation.stop()


def writes_mail() -> bool:
    """Whether an active rule of this city is to write e-mails."""
    for row in StoredRule.objects.active():
        try:
            words = rule_of(row)
        except RuleUnreadable:
            continue
        actions = [*words.actions, *(one for step in words.escalations for one in step.actions)]
        if any(isinstance(one, Mail) for one in actions):
            return True
    return False
