# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Building dashboards in the browser: pages, tiles, what they show, drafts until they are saved."""
