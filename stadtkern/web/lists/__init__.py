# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lists: filtered, sorted, paged by key, with something to do to chosen rows, and as a file."""
