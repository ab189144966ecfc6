# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The QR code on a device, as TR005 v1.0 describes it."""

from __future__ import annotations

import pytest

from stadtkern.flow.ingest.lorawan import qr
from stadtkern.kernel.errors import PayloadRejected

COMPLETE = "LW:D0:1122334455667788:AABBCCDDEEFF0011:AABB1122:OAABBCCDDEEFF:SYYWWNNNNNN:PFOOBAR:CAF2C"
"""The example of TR005 section 4.3."""


def test_a_complete_code_is_read() -> None:
    label = qr.read(f" {COMPLETE}\n")

    assert (label.join_eui, label.dev_eui) == ("1122334455667788", "aabbccddeeff0011")
    assert (label.vendor_id, label.profile) == ("AABB", "1122")
    assert (label.owner_token, label.serial, label.proprietary) == ("AABBCCDDEEFF", "YYWWNNNNNN", "FOOBAR")


def test_a_short_code_is_read() -> None:
    label = qr.read("LW:D0:1122334455667788:AABBCCDDEEFF0011:AABB1122")

    assert (label.dev_eui, label.owner_token, label.serial) == ("aabbccddeeff0011", "", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "beginnt mit"),
        ("https://example.org/", "beginnt mit"),
        ("LW:D1:1122334455667788:AABBCCDDEEFF0011:AABB1122", "Schema"),
        ("LW:D0:1122334455667788:AABBCCDDEEFF0011", "unvollständig"),
        ("LW:D0:1122334455667788:AABBCCDDEEFF00:AABB1122", "16 hexadezimale"),
        ("LW:D0:1122334455667788:AABBCCDDEEFF0011:AABB", "ProfileID"),
        (COMPLETE.replace("FOOBAR", "FOOBAZ"), "Prüfsumme"),
        (COMPLETE.removesuffix("CAF2C") + "CAF2D", "Prüfsumme"),
        ("LW:" + "0" * 1000, "beginnt mit"),
    ],
)
def test_another_code_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(PayloadRejected, match=reason):
        qr.read(text)
