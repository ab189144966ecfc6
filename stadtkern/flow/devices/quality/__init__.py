# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Quality of data in the register: what is plausible for a quantity, and what people say of a datastream."""
