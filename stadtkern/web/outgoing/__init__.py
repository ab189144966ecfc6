# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests that the city itself makes: guarded against private networks, limited in size and time."""
