# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The portal: what the people of the city read, on pages, maps, charts and tables."""
