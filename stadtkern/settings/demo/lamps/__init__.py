# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A simulated fleet of lamps, marked as simulated everywhere: to try out, to demonstrate and to measure."""
