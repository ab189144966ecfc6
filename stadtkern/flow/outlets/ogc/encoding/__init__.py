# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows of the lake as files: GeoJSON, CSV, FlatGeobuf, GeoParquet, GML, XLSX."""
