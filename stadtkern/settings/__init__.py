# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The roof: typed knobs, Django settings, wiring, addresses, commands."""
