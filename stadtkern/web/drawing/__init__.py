# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Charts as SVG, drawn on the server: the same drawing on pages, in reports and in pictures."""
