-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- attach_backup: open the file {backup} for a copy of the catalogue
attach {backup} as catalogue_copy
