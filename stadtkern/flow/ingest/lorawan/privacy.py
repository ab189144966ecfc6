# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who has entered a device or sent it a message."""

from __future__ import annotations

from stadtkern.kernel.privacy import written_by

PROCESSING = (
    written_by("lorawan.Device"),
    written_by("lorawan.Downlink"),
)
