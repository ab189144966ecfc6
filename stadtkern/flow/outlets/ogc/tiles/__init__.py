# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""OGC API Tiles (20-057): vector tiles of one collection and of the whole city, in three grids."""
