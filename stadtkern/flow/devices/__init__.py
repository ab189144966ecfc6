# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register: things, locations, sensors, observed properties, datastreams, owners."""
