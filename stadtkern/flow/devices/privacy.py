# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who has noted, checked and calibrated."""

from __future__ import annotations

from stadtkern.kernel.privacy import written_by

PROCESSING = (
    written_by("devices.DeviceState", "noted_by"),
    written_by("devices.StreamChecks", "changed_by"),
    written_by("devices.Calibration", "entered_by"),
)
