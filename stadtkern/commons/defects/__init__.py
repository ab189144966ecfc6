# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Defects of things, told by their measurements or by people of whom nothing is stored."""
