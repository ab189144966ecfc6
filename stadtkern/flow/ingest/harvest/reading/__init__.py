# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What other catalogues answer, read into records; no network, no clock, no database."""
