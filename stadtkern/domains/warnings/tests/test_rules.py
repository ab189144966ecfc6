# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An alarm of a rule stands on the public pages while it lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from stadtkern.commons.notices.models import Notice
from stadtkern.domains.warnings.warn_driver import WarnDriver
from stadtkern.flow.outlets.rules import drivers
from stadtkern.flow.outlets.rules.drivers import Notification
from stadtkern.kernel.rules import Warn

pytestmark = pytest.mark.django_db

OPENED = Notification(
    id=1,
    occasion="opened",
    action=Warn(headline="Hochwasser"),
    rule="environment/level",
    title="Pegel",
    domain="environment",
    severity="alarm",
    alarm_id=7,
    subject="things/1",
    subject_name="Pegel Nord",
    text="Der Pegel steht bei 312 cm.",
    opened_at=datetime(2026, 5, 25, 12, tzinfo=UTC),
    url="/cockpit/",
)


def test_the_city_offers_warnings_to_rules() -> None:
    assert isinstance(drivers.driver_of(Warn()), WarnDriver)


def test_an_alarm_is_one_notice_however_often_it_is_told_and_ends_with_it() -> None:
    driver, now = WarnDriver(), datetime.now(UTC)
    driver.deliver(OPENED, now=now)
    driver.deliver(OPENED, now=now)
    driver.deliver(replace(OPENED, alarm_id=8, subject_name="Pegel Süd"), now=now)
    row = Notice.objects.get(rule="environment/level#7")
    assert (row.title, row.severity, row.text) == (
        "Hochwasser – Pegel Nord",
        "Severe",
        "Der Pegel steht bei 312 cm.",
    )
    assert Notice.objects.standing(now).count() == 2

    ended = replace(OPENED, occasion="ended", ended_at=now)
    assert driver.deliver(ended, now=now) == "Hinweis aufgehoben"
    assert driver.deliver(ended, now=now) == "kein Hinweis mehr da"
    assert [one.title for one in Notice.objects.standing(now)] == ["Hochwasser – Pegel Süd"]


def test_a_simulated_alarm_is_a_test_and_nobody_is_told_twice() -> None:
    driver = WarnDriver()
    driver.deliver(replace(OPENED, simulated=True), now=datetime.now(UTC))

    assert Notice.objects.get().status == "Test"
    assert [driver.takes(one) for one in ("opened", "escalated-1", "ended", "summary")] == [
        True,
        False,
        True,
        False,
    ]
