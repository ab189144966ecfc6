# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who has noted, changed or removed an event."""

from __future__ import annotations

from stadtkern.kernel.privacy import written_by

PROCESSING = (
    written_by("annotations.Annotation"),
    written_by("annotations.Annotation", "changed_by"),
    written_by("annotations.Annotation", "deleted_by"),
)
