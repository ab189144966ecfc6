# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Open data for readers: search, pages of datasets, downloads, queries over tables, feed of changes."""
