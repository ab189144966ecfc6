# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of accounts that are the city's own; the others are allauth's with templates of the city."""
