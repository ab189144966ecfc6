# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How much one client may ask for: buckets per key, person or address, before any page or interface."""
