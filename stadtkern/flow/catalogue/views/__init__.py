# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of the catalogue in the cockpit, and the public ones about requests and files."""
