# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What others may ask about roadworks."""

from __future__ import annotations

from .collections import ROADWORKS

KEY = ROADWORKS.key
"""Key of the collection of roadworks."""
