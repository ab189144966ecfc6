# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What each operator and function means, slowly and obviously; compilers are held against it."""
