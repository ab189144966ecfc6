# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Mappings: from a document of any shape to observations, declared by people and not programmed."""
