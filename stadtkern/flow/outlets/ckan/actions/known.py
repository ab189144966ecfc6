# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""All actions by name."""

from __future__ import annotations

from collections.abc import Callable

from stadtkern.flow.outlets.ckan.errors import ActionUnknown
from stadtkern.flow.outlets.ckan.parameters import Asked
from stadtkern.kernel.errors import NotFound

from . import datastore, found, kinds, site

Action = Callable[[Asked], object]


def help_show(asked: Asked) -> object:
    """What an action does, by ``name``."""
    action = ACTIONS.get(asked.needed("name"))
    if action is None:
        raise NotFound("Action function was not found")
    return (action.__doc__ or "").strip()


_ANSWERED: tuple[Action, ...] = (
    help_show,
    site.status_show,
    site.site_read,
    site.license_list,
    found.package_list,
    found.current_package_list_with_resources,
    found.package_search,
    found.package_show,
    found.resource_show,
    found.resource_search,
    found.package_autocomplete,
    found.format_autocomplete,
    kinds.organization_list,
    kinds.organization_show,
    kinds.organization_autocomplete,
    kinds.group_list,
    kinds.group_show,
    kinds.group_package_show,
    kinds.group_autocomplete,
    kinds.tag_list,
    kinds.tag_show,
    kinds.tag_search,
    kinds.tag_autocomplete,
    datastore.datastore_search,
    datastore.datastore_search_sql,
    datastore.datastore_info,
)
_EMPTY = (
    "vocabulary_list",
    "organization_list_for_user",
    "group_list_authz",
    "resource_view_list",
    "package_relationships_list",
)
ACTIONS: dict[str, Action] = {
    **{one.__name__: one for one in _ANSWERED},
    **dict.fromkeys(_EMPTY, site.nothing),
}
"""What is answered."""

_REFUSED = tuple(
    f"{kind}_{verb}"
    for kind in ("package", "resource", "organization", "group", "tag", "user", "datastore", "vocabulary")
    for verb in ("create", "update", "patch", "delete", "purge", "upsert", "list")
)


def action(name: str) -> Action:
    """The action of this name; what would change something or tell of people is refused when it is called.

    Raises:
        ActionUnknown: there is none.
    """
    known = ACTIONS.get(name) or (site.refused if name in _REFUSED else None)
    if known is None:
        raise ActionUnknown(f"Action name not known: {name}")
    return known
