# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Search over the catalogue: an index in memory, made anew when the catalogue has changed."""
