# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the cockpit, by what they are about."""

from __future__ import annotations

from typing import Final

from stadtkern.kernel.roles import Action

from .words import STAFF, Declared, Matrix, actions, city, forms, own, pages, somewhere

EDITS, RELEASES = own(Action.EDIT), own(Action.RELEASE)
CONNECTS, COMMANDS = own(Action.CONNECT), own(Action.COMMAND)
OPERATES, ADMINISTRATES = city(Action.OPERATE), city(Action.ADMINISTRATE)
SEES = own(Action.SEE_INTERNAL)

PLATFORM: Final[Matrix] = {
    **pages(STAFF, "cockpit:overview"),
    **forms(STAFF, "cockpit:sources", "cockpit:things"),
    **pages(STAFF, "cockpit:trash", "cockpit:search"),
    **actions(STAFF, "cockpit:trash_restore"),
    **forms(EDITS, "cockpit:thing"),
    "cockpit:sight": Declared(get=SEES | city(Action.AUDIT), post=RELEASES),
    **pages(OPERATES, "cockpit:jobs", "cockpit:lake", "cockpit:backups", "operations:overview"),
    **pages(OPERATES, "ingest_log:overview"),
    **forms(OPERATES, "cockpit:lake_retention", "operations:announce"),
    **actions(
        OPERATES,
        "cockpit:job_retry",
        "cockpit:job_pause",
        "cockpit:lake_compact",
        "cockpit:backup_make",
        "cockpit:backup_verify",
        "operations:end",
    ),
    **forms(ADMINISTRATES, "cockpit:people"),
    **forms(ADMINISTRATES, "cockpit:person_new", "cockpit:person", "profile:edit"),
    **actions(
        ADMINISTRATES,
        "cockpit:person_invite",
        "cockpit:person_activate",
        "cockpit:person_revoke",
        "cockpit:person_end_sessions",
        "cockpit:person_remove_factors",
    ),
    **pages(city(Action.SEE_PERSONAL), "feedback:inbox"),
    **actions(city(Action.SEE_PERSONAL), "feedback:close"),
    **pages(
        city(Action.AUDIT),
        "cockpit:audit",
        "cockpit:audit_export",
        "privacy_cockpit:record",
        "privacy_cockpit:table",
    ),
    **actions(city(Action.AUDIT), "cockpit:audit_verify"),
    **actions(ADMINISTRATES, "privacy_cockpit:fulfil", "privacy_cockpit:decline"),
    **actions(CONNECTS, "cockpit:source_fetch", "cockpit:source_pause"),
}

FORECASTS: Final[Matrix] = {
    **forms(STAFF, "annotations:list", "indicators:list"),
    **forms(somewhere(Action.EDIT), "indicators:new"),
    **pages(somewhere(Action.EDIT), "indicators:check"),
    **forms(EDITS, "indicators:edit"),
    **actions(RELEASES, "indicators:show"),
    **actions(EDITS, "indicators:remove", "indicators:restore"),
    **forms(somewhere(Action.EDIT), "annotations:new", "annotations:table"),
    **forms(EDITS, "annotations:edit"),
    **actions(RELEASES, "annotations:show"),
    **actions(EDITS, "annotations:remove"),
    **forms(STAFF, "building:dashboards"),
    **pages(STAFF, "building:data"),
    **forms(somewhere(Action.EDIT), "building:new"),
    **pages(EDITS, "building:bench", "building:whole"),
    **forms(
        EDITS,
        "building:facts",
        "building:tile_new",
        "building:tile",
        "building:preview",
        "building:picture",
        "building:revisions",
    ),
    **forms(RELEASES, "building:publish"),
    **actions(
        EDITS,
        "building:step",
        "building:back",
        "building:save",
        "building:discard",
        "building:reset",
        "building:delete",
        "building:undelete",
    ),
    **pages(STAFF, "publishing:overview"),
    **forms(somewhere(Action.EDIT), "publishing:screen_new", "publishing:order_new"),
    **forms(EDITS, "publishing:screen", "publishing:order"),
    **actions(
        EDITS,
        "publishing:screen_delete",
        "publishing:order_trial",
        "publishing:order_person",
        "publishing:order_address",
        "publishing:order_remove",
        "publishing:order_delete",
    ),
    **pages(STAFF, "forecasts_cockpit:overview"),
    **forms(somewhere(Action.EDIT), "forecasts_cockpit:new"),
    "forecasts_cockpit:forecast": Declared(get=SEES, post=EDITS),
    **actions(EDITS, "forecasts_cockpit:end"),
}

KEYS: Final[Matrix] = {
    **pages(somewhere(Action.CONNECT), "ingest:keys"),
    **forms(somewhere(Action.CONNECT), "ingest:key_new"),
    **pages(CONNECTS, "ingest:key"),
    **actions(CONNECTS, "ingest:key_rotate", "ingest:key_end_former", "ingest:key_revoke"),
}

INGEST: Final[Matrix] = {
    **forms(STAFF, "ingest:rejected"),
    **pages(STAFF, "ingest:maintenance", "ingest:maintenance_csv"),
    **pages(CONNECTS, "ingest:record"),
    **actions(STAFF, "ingest:replay", "ingest:dismiss", "ingest:maintenance_note"),
    **forms(CONNECTS, "ingest:stream", "ingest:calibrate"),
    **actions(CONNECTS, "ingest:calibration_end"),
    **pages(STAFF, "lorawan:devices", "lorawan:template", "lorawan:unknown"),
    **forms(STAFF, "lorawan:new", "lorawan:table"),
    "lorawan:take_table": Declared(get=STAFF, post=CONNECTS),
    **pages(CONNECTS, "lorawan:device"),
    **forms(CONNECTS, "lorawan:change", "lorawan:send", "lorawan:replay"),
    **actions(CONNECTS, "lorawan:disable"),
    **forms(STAFF, "lorawan:application_new"),
    **forms(CONNECTS, "lorawan:application", "lorawan:renew"),
    **pages(STAFF, "codecs:types", "codecs:type", "codecs:version"),
    **forms(STAFF, "codecs:new"),
    **actions(city(Action.CONNECT), "codecs:adopt"),
    **forms(CONNECTS, "codecs:change", "codecs:version_new", "codecs:fields"),
    **actions(CONNECTS, "codecs:activate", "codecs:resume"),
}

CONNECTIONS: Final[Matrix] = {
    **pages(STAFF, "connections:connections", "feeds:choose"),
    **forms(STAFF, "subscriptions:new", "feeds:new", "feeds:community_new"),
    **pages(CONNECTS, "connections:connection"),
    **forms(
        CONNECTS,
        "connections:facts",
        "subscriptions:topics",
        "subscriptions:sample",
        "subscriptions:fields",
        "subscriptions:trial",
        "feeds:address",
        "feeds:sample",
        "feeds:fields",
        "feeds:streams",
        "feeds:trial",
        "feeds:community_sensor",
    ),
    **actions(
        CONNECTS,
        "connections:activate",
        "connections:pause",
        "connections:remove",
        "subscriptions:activate",
        "feeds:activate",
    ),
    **pages(STAFF, "harvest:sources", "harvest:links"),
    **forms(STAFF, "harvest:new"),
    **pages(CONNECTS, "harvest:source", "harvest:report"),
    **forms(CONNECTS, "harvest:change", "harvest:remove"),
    **actions(CONNECTS, "harvest:run_soon", "harvest:pause"),
}

DATA: Final[Matrix] = {
    **pages(STAFF, "catalogue:datasets", "catalogue:wishes"),
    **forms(
        STAFF,
        "catalogue:new",
        "catalogue:publishers",
        "catalogue:publisher",
        "catalogue:series",
        "catalogue:one_series",
    ),
    **actions(ADMINISTRATES, "catalogue:rule"),
    **pages(EDITS, "catalogue:dataset"),
    **forms(EDITS, "catalogue:facts", "catalogue:reply"),
    **actions(
        EDITS,
        "catalogue:begin",
        "catalogue:submit",
        "catalogue:discard",
        "catalogue:add_file",
        "catalogue:add_link",
        "catalogue:remove_way",
        "catalogue:answer",
    ),
    **actions(
        RELEASES,
        "catalogue:give_back",
        "catalogue:publish",
        "catalogue:deprecate",
        "catalogue:keep",
        "catalogue:withdraw",
        "catalogue:reopen",
    ),
    **pages(STAFF, "geodata:overview"),
    **forms(STAFF, "geodata:new", "geodata:service"),
    **forms(ADMINISTRATES, "geodata:review", "geodata:preview"),
    **actions(ADMINISTRATES, "geodata:discard"),
    **pages(EDITS, "geodata:run"),
    **forms(EDITS, "geodata:collection", "geodata:schedule"),
    **actions(EDITS, "geodata:refresh"),
}
"""An upload is seen by whoever made it: in the matrix an administrator."""

RULES: Final[Matrix] = {
    **pages(STAFF, "rules:rules", "rules:devices"),
    **forms(STAFF, "rules:alarms"),
    **forms(STAFF, "rules:new"),
    **actions(STAFF, "rules:subscribe"),
    **actions(ADMINISTRATES, "rules:unsubscribe"),
    **pages(SEES, "rules:rule", "rules:alarm", "rules:trial_series"),
    **forms(SEES, "rules:general", "rules:actions", "rules:trial", "rules:condition_new", "rules:condition"),
    **actions(EDITS, "rules:stage", "rules:mute", "rules:reset", "rules:delete", "rules:condition_remove"),
    **actions(EDITS | CONNECTS, "rules:acknowledge"),
}
"""Whoever sees a rule sees its forms; what is sent with one is stored for those who may edit."""

SUBJECTS: Final[Matrix] = {
    **pages(EDITS, "people_counting_cockpit:events", "poi_cockpit:overview", "poi_cockpit:print"),
    **forms(
        EDITS,
        "people_counting_cockpit:new",
        "people_counting_cockpit:event",
        "poi_cockpit:new",
        "poi_cockpit:sign",
    ),
    **actions(
        EDITS,
        "people_counting_cockpit:remove",
        "poi_cockpit:retire",
        "poi_cockpit:add-picture",
        "poi_cockpit:remove-picture",
    ),
    **pages(
        STAFF,
        "street_lighting_cockpit:overview",
        "street_lighting_cockpit:energy",
        "street_lighting_cockpit:energy_csv",
    ),
    **forms(COMMANDS, "street_lighting_cockpit:inventory"),
    **pages(RELEASES, "warnings_cockpit:overview"),
    **forms(RELEASES, "warnings_cockpit:area", "warnings_cockpit:feed-new", "warnings_cockpit:feed"),
    **actions(RELEASES, "warnings_cockpit:feed-fetch", "notices:cancel"),
    **forms(RELEASES, "notices:new", "notices:edit"),
    **pages(COMMANDS, "setpoints:commands"),
    **forms(
        COMMANDS,
        "schedules:profiles",
        "schedules:profile",
        "schedules:plan_new",
        "schedules:plan",
        "setpoints:group_new",
        "setpoints:group",
        "setpoints:overrides",
        "electricity:terms",
    ),
    **actions(
        COMMANDS,
        "schedules:profile_delete",
        "schedules:plan_delete",
        "setpoints:group_delete",
        "setpoints:override_end",
        "setpoints:send_again",
        "defects:settle",
    ),
    **pages(COMMANDS, "defects:defects"),
}

COCKPIT: Final[dict[str, Declared]] = {
    **PLATFORM,
    **FORECASTS,
    **KEYS,
    **INGEST,
    **CONNECTIONS,
    **DATA,
    **RULES,
    **SUBJECTS,
}
