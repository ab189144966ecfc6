# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The query language of the SensorThings API: text to a typed tree, and what the tree means."""
