# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the search of the cockpit finds of the floors below: pages, register, data, people."""
