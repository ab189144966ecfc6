# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events that explain numbers: roadworks, feasts, weather, openings; and what they changed."""
