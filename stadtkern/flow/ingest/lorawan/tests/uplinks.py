# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages of network servers as tests send them; nothing of Django."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PAYLOADS = Path(__file__).parent / "payloads"
DEV_EUI = "70b3d57ed0050001"


def payload(name: str) -> bytes:
    """A message as the network server sends it."""
    return (PAYLOADS / name).read_bytes()


def uplink(
    *,
    dev_eui: str = DEV_EUI,
    f_cnt: int = 1,
    f_port: int = 2,
    data: bytes = bytes([1, 7, 42, 1, 244, 12, 228]),
    at: datetime = NOW,
    session: str = "AZHl3tUvT8pQm3yqS0ZQfw==",
) -> bytes:
    """A message of The Things Stack with this frame."""
    message = json.loads(payload("tts3-up.json"))
    message["end_device_ids"].update(dev_eui=dev_eui.upper(), device_id=f"eui-{dev_eui}")
    message["uplink_message"].update(
        f_cnt=f_cnt,
        f_port=f_port,
        frm_payload=base64.b64encode(data).decode(),
        session_key_id=session,
        received_at=at.isoformat(),
    )
    return json.dumps(message).encode()


def climate(celsius: float, percent: float = 50.0, volts: float = 3.3) -> bytes:
    """What the climate sensor sends."""
    words = (round(celsius * 100) & 0xFFFF, round(percent * 10), round(volts * 1000))
    return b"\x01" + b"".join(word.to_bytes(2, "big") for word in words)
