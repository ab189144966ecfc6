# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""GeoJSON as sources publish it becomes features of a declared collection; free of Django."""
