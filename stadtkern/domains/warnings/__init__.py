# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Official warnings that concern the city, and the city's own notices, as CAP 1.2."""
