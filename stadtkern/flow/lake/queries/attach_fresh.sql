-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- attach_fresh: make a new catalogue to copy into; {catalogue} DuckLake address, {files} a folder for form's sake
attach {catalogue} as fresh (data_path {files}, override_data_path true)
