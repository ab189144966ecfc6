# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What others may use of this subject."""

from __future__ import annotations

from .jobs import PERIODIC as PERIODIC
