# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Creating, changing and deleting the entities of the SensorThings model, with rights, audit and cascade."""
