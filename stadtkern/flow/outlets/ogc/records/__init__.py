# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""OGC API Records Part 1 (20-004) over the catalogue of open data."""
