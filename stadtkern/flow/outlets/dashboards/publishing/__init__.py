# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How dashboards leave the house: files of tiles, reports, embedded pages, short addresses, screens."""
