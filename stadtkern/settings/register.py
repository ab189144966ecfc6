# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register's tables: reachable, and of the version of this code."""

from __future__ import annotations

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from stadtkern.kernel.errors import WrongSetting


def migrate() -> bool:
    """Bring the tables to the version of this code; false when they were.

    Raises:
        WrongSetting: the database cannot be reached.
    """
    if not _open_steps():
        return False
    call_command("migrate", verbosity=0, interactive=False)
    return True


def require_migrated() -> None:
    """Make sure that the tables are of the version of this code.

    Raises:
        WrongSetting: they are not, or the database cannot be reached.
    """
    if _open_steps():
        raise WrongSetting(
            "Die Datenbank passt nicht zu dieser Version. Bitte einmal 'stadtkern migrate' ausführen."
        )


def is_migrated() -> bool:
    """Whether the tables are of the version of this code.

    Raises:
        WrongSetting: the database cannot be reached.
    """
    return not _open_steps()


def require_reachable() -> None:
    """Make sure that the database answers.

    Raises:
        WrongSetting: it does not.
    """
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise WrongSetting(unreachable(error)) from error


def require_migrated_or_new() -> None:
    """Make the tables of a city that was never started; otherwise as :func:`require_migrated`.

    Raises:
        WrongSetting: the tables are of another version, or the database cannot be reached.
    """
    try:
        new = not connection.introspection.table_names()
    except OperationalError as error:
        raise WrongSetting(unreachable(error)) from error
    if new:
        migrate()
    else:
        require_migrated()


def _open_steps() -> int:
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        raise WrongSetting(unreachable(error)) from error
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def unreachable(error: Exception, database: BaseDatabaseWrapper | None = None) -> str:
    """One German sentence about a database that does not answer; never contains the password."""
    asked = database or connection
    place = asked.settings_dict
    where = (
        f"{place['HOST'] or 'localhost'}:{place['PORT'] or 5432}, Datenbank {place['NAME']}"
        if asked.vendor == "postgresql"
        else str(place["NAME"])
    )
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return (
        f"Die Datenbank ({where}) ist nicht erreichbar: {reason}. "
        "Bitte STADTKERN_DATABASE prüfen oder den Datenbankserver starten."
    )
