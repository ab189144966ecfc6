# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What others may ask about districts and addresses."""

from __future__ import annotations

from .collections import ADDRESSES, DISTRICTS

DISTRICTS_KEY, ADDRESSES_KEY = DISTRICTS.key, ADDRESSES.key
"""Keys of the collections."""
