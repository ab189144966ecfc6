# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue under ``/api/dcat/``: forms, pages of the catalogue, addresses."""
