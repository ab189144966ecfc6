# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How an operator names a mail server, and who notices when none is named."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stadtkern.flow.outlets.rules.definitions import plain
from stadtkern.flow.outlets.rules.models import Stage, StoredRule
from stadtkern.kernel.errors import WrongSetting
from stadtkern.kernel.rules import Limit, Mail, Rule, Streams
from stadtkern.settings import env, inspection


@pytest.mark.parametrize("given", ["", "smtp://mail.example", "smtps://me:p%40ss@mail.example:465"])
def test_a_mail_server_is_an_address(given: str) -> None:
    assert env.read({"STADTKERN_SMTP": given}).smtp == given


@pytest.mark.parametrize("given", ["mail.example", "http://mail.example", "smtp://", "smtp://mail:port"])
def test_what_is_no_mail_server_is_refused(given: str) -> None:
    with pytest.raises(WrongSetting, match="STADTKERN_SMTP"):
        env.read({"STADTKERN_SMTP": given})


def test_a_sender_is_an_email_address() -> None:
    given = {"STADTKERN_MAIL_FROM": "Stadt <stadtkern@stadt.example>"}
    assert env.read(given).mail_from == "Stadt <stadtkern@stadt.example>"
    with pytest.raises(WrongSetting, match="STADTKERN_MAIL_FROM"):
        env.read({"STADTKERN_MAIL_FROM": "Stadt"})


@pytest.mark.django_db
def test_a_rule_that_cannot_write_is_noticed(tmp_path: Path, later_lake: None) -> None:
    now = datetime.now(UTC)
    words = Rule(
        key="r", title="R", condition=Limit(streams=Streams(), value=1), actions=(Mail(to=("a@b.example",)),)
    )
    StoredRule.objects.create(
        key="weather/r", domain="weather", title="R", definition=plain(words), stage=Stage.ACTIVE,
        created_at=now, created_by="test", changed_at=now,
    )  # fmt: skip
    given = env.read({"STADTKERN_DATA": str(tmp_path)})
    assert "stadtkern.W007" in {one.id for one in inspection.findings(given)}
