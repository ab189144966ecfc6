# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of datasets: what they hold, snapshots of them, files to take away, statistics of their columns."""
