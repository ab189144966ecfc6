# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who built and changed dashboards."""

from __future__ import annotations

from stadtkern.kernel.privacy import written_by

PROCESSING = (
    written_by("dashboards.StoredDashboard"),
    written_by("dashboards.StoredDashboard", "changed_by"),
    written_by("dashboards.StoredDashboard", "deleted_by"),
    written_by("dashboards.DashboardRevision", "changed_by"),
    written_by("dashboards.Picture"),
)
