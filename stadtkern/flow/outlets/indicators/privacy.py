# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who has defined, changed or removed an indicator."""

from __future__ import annotations

from stadtkern.kernel.privacy import written_by

PROCESSING = (
    written_by("indicators.StoredIndicator"),
    written_by("indicators.StoredIndicator", "changed_by"),
    written_by("indicators.StoredIndicator", "deleted_by"),
    written_by("indicators.IndicatorRevision", "made_by"),
)
