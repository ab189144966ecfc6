# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Named numbers of the city: one definition and one formula, the same everywhere."""
