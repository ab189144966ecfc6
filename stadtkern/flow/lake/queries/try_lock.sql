-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- try_lock: take the lock of this number when nobody has it
select pg_try_advisory_lock(%s)
