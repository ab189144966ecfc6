# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Feeds: sources that the city asks by HTTP, set up with an assistant or a ready connector."""
