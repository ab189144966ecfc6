# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The OpenAPI 3.1 description of the interface, made from the tables of entities."""
