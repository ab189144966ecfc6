# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Records written down: JSON, data array, CSV, GeoJSON, Arrow and Parquet."""
