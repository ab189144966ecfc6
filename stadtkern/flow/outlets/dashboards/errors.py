# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with dashboards."""

from __future__ import annotations

from stadtkern.kernel.errors import CityError, Contradiction, PayloadRejected


class DashboardUnreadable(CityError):
    """Das Dashboard ist nicht lesbar: Seine Festlegung passt nicht zu dieser Fassung von Stadtkern."""


class DashboardRefused(PayloadRejected):
    """So kann das Dashboard nicht gespeichert werden."""


class SavedMeanwhile(Contradiction):
    """Das Dashboard wurde inzwischen an anderer Stelle geändert."""
