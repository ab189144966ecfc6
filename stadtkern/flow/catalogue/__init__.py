# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register of open data: datasets, distributions, release, harvested records; outlets show it."""
