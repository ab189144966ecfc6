# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""OGC API Features: Part 1 (17-069r4), Part 2 (18-058r1), Part 3 (19-079r2), Part 4 (20-002r1)."""
