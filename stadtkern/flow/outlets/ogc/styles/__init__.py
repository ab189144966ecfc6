# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""OGC API Styles (20-009): how collections are drawn, as MapLibre styles, and their legends."""
