# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who has entered an event."""

from __future__ import annotations

from stadtkern.kernel.privacy import written_by

PROCESSING = (written_by("people_counting.Event"),)
