# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Puts the house together once per process: declarations, limits, events, periodic jobs, navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.commons.feedback.service import may_read as may_read_feedback
from stadtkern.commons.pictures.reading import upright
from stadtkern.commons.privacy import entries as privacy_entries
from stadtkern.commons.profile.service import profile
from stadtkern.commons.setpoints import discarded as discarded_groups
from stadtkern.domains.parking import sources as parking
from stadtkern.domains.people_counting import cockpit as people_counting
from stadtkern.domains.people_counting import discarded as discarded_visits
from stadtkern.domains.platform import jobs as platform_jobs
from stadtkern.domains.poi import cockpit as poi
from stadtkern.domains.poi import discarded as discarded_signs
from stadtkern.domains.public_wifi import sources as public_wifi
from stadtkern.domains.street_lighting import service as lighting
from stadtkern.domains.warnings import jobs as warning_jobs
from stadtkern.domains.warnings import shown as warnings_shown
from stadtkern.domains.warnings.service import may_warn
from stadtkern.domains.weather import sources as weather
from stadtkern.flow.catalogue import entries as catalogue_entries
from stadtkern.flow.catalogue import jobs as catalogue_jobs
from stadtkern.flow.catalogue import providing as catalogue_providing
from stadtkern.flow.catalogue import uploads as catalogue_uploads
from stadtkern.flow.collections import jobs as collection_jobs
from stadtkern.flow.devices import delivering
from stadtkern.flow.ingest import entries as ingest_entries
from stadtkern.flow.ingest import intake as ingest_intake
from stadtkern.flow.ingest import jobs as ingest_jobs
from stadtkern.flow.ingest import keys, limits, streams
from stadtkern.flow.ingest.codecs import entries as codec_entries
from stadtkern.flow.ingest.connections import declared as connections
from stadtkern.flow.ingest.connections import entries as connection_entries
from stadtkern.flow.ingest.connections import pages as connection_pages
from stadtkern.flow.ingest.connections.declared import Reading
from stadtkern.flow.ingest.connections.models import Wire
from stadtkern.flow.ingest.connections.pages import WirePages
from stadtkern.flow.ingest.feeds import community
from stadtkern.flow.ingest.feeds import pages as feed_pages
from stadtkern.flow.ingest.feeds import reading as feed_reading
from stadtkern.flow.ingest.feeds.ready import declared_formats
from stadtkern.flow.ingest.geodata import entries as geodata_entries
from stadtkern.flow.ingest.geodata import refreshing as geodata
from stadtkern.flow.ingest.harvest import discarded as discarded_harvests
from stadtkern.flow.ingest.harvest import entries as harvest_entries
from stadtkern.flow.ingest.harvest import jobs as harvest_jobs
from stadtkern.flow.ingest.harvest import running as harvest_running
from stadtkern.flow.ingest.log import current as shared_log
from stadtkern.flow.ingest.log import entries as log_entries
from stadtkern.flow.ingest.lorawan import connecting as lorawan
from stadtkern.flow.ingest.lorawan import entries as lorawan_entries
from stadtkern.flow.ingest.lorawan import jobs as lorawan_jobs
from stadtkern.flow.ingest.lorawan.driver import LorawanDriver
from stadtkern.flow.ingest.machines import entries as key_entries
from stadtkern.flow.ingest.machines import seeing, tokens
from stadtkern.flow.ingest.machines.signers import Issuer
from stadtkern.flow.ingest.maintenance import entries as maintenance_entries
from stadtkern.flow.ingest.subscriptions import declared as subscribed
from stadtkern.flow.ingest.subscriptions import pages as subscribed_pages
from stadtkern.flow.ingest.subscriptions.tasks import MqttTasks
from stadtkern.flow.ingest.webhook import Webhook
from stadtkern.flow.lake import jobs as lake_jobs
from stadtkern.flow.lake.open_tables import current as open_tables
from stadtkern.flow.outlets.annotations import discarded as discarded_events
from stadtkern.flow.outlets.annotations import entries as annotation_entries
from stadtkern.flow.outlets.annotations import service as annotations_service
from stadtkern.flow.outlets.cockpit import backups as cockpit_backups
from stadtkern.flow.outlets.cockpit import entries as cockpit_entries
from stadtkern.flow.outlets.cockpit import sights as cockpit_sights
from stadtkern.flow.outlets.cockpit.finding import data as found_data
from stadtkern.flow.outlets.cockpit.finding import pages as found_pages
from stadtkern.flow.outlets.cockpit.finding import people as found_people
from stadtkern.flow.outlets.cockpit.finding import published as found_published
from stadtkern.flow.outlets.cockpit.finding import register as found_register
from stadtkern.flow.outlets.dashboards import declared as dashboards_declared
from stadtkern.flow.outlets.dashboards import discarded as discarded_dashboards
from stadtkern.flow.outlets.dashboards import jobs as dashboard_jobs
from stadtkern.flow.outlets.dashboards import pictures as dashboard_pictures
from stadtkern.flow.outlets.dashboards import sight as dashboard_sight
from stadtkern.flow.outlets.dashboards.building import entries as building_entries
from stadtkern.flow.outlets.dashboards.publishing import discarded as discarded_publishing
from stadtkern.flow.outlets.dashboards.publishing import entries as publishing_entries
from stadtkern.flow.outlets.dashboards.publishing import sending as publishing_sending
from stadtkern.flow.outlets.dashboards.ready import declaring as dashboards_ready
from stadtkern.flow.outlets.dashboards.tiles import warnings as dashboard_warnings
from stadtkern.flow.outlets.dcat import portal as dcat_portal
from stadtkern.flow.outlets.forecasts import entries as forecast_entries
from stadtkern.flow.outlets.forecasts import free_days as forecast_days
from stadtkern.flow.outlets.forecasts import jobs as forecast_jobs
from stadtkern.flow.outlets.indicators import discarded as discarded_indicators
from stadtkern.flow.outlets.indicators import entries as indicator_entries
from stadtkern.flow.outlets.indicators import service as indicators_service
from stadtkern.flow.outlets.ogc import declared as ogc_declared
from stadtkern.flow.outlets.ogc.common import keys as ogc_keys
from stadtkern.flow.outlets.ogc.common import parts as ogc_parts
from stadtkern.flow.outlets.ogc.common import served as ogc_served
from stadtkern.flow.outlets.ogc.tiles import cache as ogc_tiles
from stadtkern.flow.outlets.operations import entries as operations_entries
from stadtkern.flow.outlets.operations import maintenance as operations_maintenance
from stadtkern.flow.outlets.operations import watching as operations_watching
from stadtkern.flow.outlets.portal import areas as map_areas
from stadtkern.flow.outlets.rules import discarded as rule_trash
from stadtkern.flow.outlets.rules import drivers as rule_drivers
from stadtkern.flow.outlets.rules import entries as rule_entries
from stadtkern.flow.outlets.rules import finding as rule_finding
from stadtkern.flow.outlets.rules import texts as rule_texts
from stadtkern.flow.outlets.sensor_register import contacts
from stadtkern.flow.outlets.sensor_register.contacts import Contact
from stadtkern.flow.outlets.sensorthings import intake as sensorthings_intake
from stadtkern.flow.outlets.sensorthings.http import served as sensorthings_served
from stadtkern.flow.outlets.sensorthings.writing import streams as sensorthings_streams
from stadtkern.flow.outlets.series import service as series
from stadtkern.kernel import (
    audit_jobs,
    desk,
    events,
    finding,
    jobs,
    navigation,
    privacy,
    registry,
    retaining,
    rights,
    sharing,
    trash,
)
from stadtkern.kernel.events import Event, RegisterChanged
from stadtkern.kernel.navigation import CockpitEntry, CockpitGroup
from stadtkern.web import banners
from stadtkern.web.accounts import jobs as account_jobs
from stadtkern.web.banners import Provider
from stadtkern.web.outgoing import limits as outgoing

from . import env, ingest_log, logs, mqtt, noted_events, ogc, operations, rules, sensorthings
from .catalogue import CATALOGUE
from .dcat import portal_of
from .declared import declared_domains, declared_processings
from .demo.lamps import driver as simulated_lamps
from .demo.lamps.driver import SimulatedLamps
from .identity import identity_providers
from .keeping import schedule as backup_schedule
from .telling import relay

COCKPIT = (
    CockpitGroup(title=_("Jetzt"), entries=(cockpit_entries.OVERVIEW, rule_entries.ALARMS)),
    CockpitGroup(
        title=_("Daten"),
        entries=(
            cockpit_entries.SOURCES,
            connection_entries.CONNECTIONS,
            ingest_entries.REJECTED,
            cockpit_entries.THINGS,
        ),
    ),
    CockpitGroup(
        title=_("Dashboards"),
        entries=(
            building_entries.DASHBOARDS,
            indicator_entries.INDICATORS,
            annotation_entries.EVENTS,
            publishing_entries.PUBLISHING,
            forecast_entries.FORECASTS,
        ),
    ),
    CockpitGroup(
        title=_("Offene Daten"),
        entries=(catalogue_entries.CATALOGUE, geodata_entries.GEODATA, harvest_entries.HARVESTS),
    ),
    CockpitGroup(
        title=_("Geräte"),
        entries=(
            lorawan_entries.DEVICES,
            codec_entries.TYPES,
            maintenance_entries.MAINTENANCE,
            rule_entries.RULES,
        ),
    ),
    CockpitGroup(
        title=_("Stadt"),
        entries=(
            CockpitEntry(title=_("Warnungen"), url_name="warnings_cockpit:overview", right=may_warn),
            CockpitEntry(
                title=_("Straßenbeleuchtung"),
                url_name="street_lighting_cockpit:overview",
                right=rights.is_staff_member,
            ),
            CockpitEntry(
                title=_("Veranstaltungen"),
                url_name="people_counting_cockpit:events",
                right=people_counting.may_see,
            ),
            CockpitEntry(title=_("Orte und Schilder"), url_name="poi_cockpit:overview", right=poi.may_see),
            CockpitEntry(title=_("Rückmeldungen"), url_name="feedback:inbox", right=may_read_feedback),
            CockpitEntry(
                title=_("Angaben der Kommune"), url_name="profile:edit", right=rights.may_administrate
            ),
        ),
    ),
    CockpitGroup(
        title=_("Plattform"),
        entries=(
            operations_entries.OPERATIONS,
            cockpit_entries.JOBS,
            cockpit_entries.LAKE,
            log_entries.LOG,
            cockpit_entries.BACKUPS,
            cockpit_entries.TRASH,
            cockpit_entries.PEOPLE,
            key_entries.KEYS,
            cockpit_entries.AUDIT,
            privacy_entries.RECORD,
        ),
    ),
)
"""The navigation of the cockpit, in this order."""

BOARDS = (
    lorawan_entries.notices,
    rule_entries.notices,
    warning_jobs.board,
    ingest_entries.notices,
    key_entries.notices,
    maintenance_entries.notices,
    catalogue_entries.notices,
    codec_entries.notices,
    harvest_entries.notices,
    privacy_entries.notices,
    operations_entries.notices,
    forecast_entries.notices,
    publishing_entries.notices,
)
"""Who puts notices on the overview of the cockpit."""

TRASH: tuple[trash.Kind, ...] = (
    rule_trash.TRASH,
    discarded_events.TRASH,
    discarded_indicators.TRASH,
    discarded_dashboards.TRASH,
    discarded_harvests.TRASH,
    discarded_visits.TRASH,
    discarded_publishing.SCREENS,
    discarded_publishing.REPORTS,
    discarded_groups.TRASH,
    discarded_signs.TRASH,
)
"""Whose deletion can be undone."""

FINDERS: tuple[finding.Finder, ...] = (
    found_pages.PAGES,
    found_register.THINGS,
    found_register.DATASTREAMS,
    found_published.DASHBOARDS,
    found_published.INDICATORS,
    found_data.DATASETS,
    found_data.COLLECTIONS,
    found_register.SOURCES,
    rule_finding.RULES,
    found_published.EVENTS,
    found_people.PEOPLE,
)
"""What the search of the cockpit looks through, in the order of its page."""

NAMES: tuple[desk.Named, ...] = (
    found_register.NAMED_THINGS,
    found_data.NAMED_DATASETS,
    found_data.NAMED_COLLECTIONS,
    rule_finding.NAMED,
    found_published.NAMED_DASHBOARDS,
    found_published.NAMED_INDICATORS,
    found_published.NAMED_EVENTS,
)
"""Kinds of the audit log that the first page of the cockpit tells of."""

READINGS: dict[Wire, Reading] = {
    Wire.MQTT: subscribed.READING,
    Wire.LORAWAN: lorawan.READING,
    Wire.FEED: feed_reading.READING,
    Wire.PUSH: community.READING,
}
"""How each wire reads what its connections bring."""

FEED_DECODERS = {
    "datex-parking": parking.decode_datex,
    "wifi-summary": public_wifi.decode,
    "dwd-report": weather.decode_current,
    "dwd-archive": weather.decode_climate,
}
"""Formats that a subject reads already, for the ready connectors."""

CONNECTION_PAGES: tuple[WirePages, ...] = (
    feed_pages.PAGES,
    subscribed_pages.PAGES,
    feed_pages.COMMUNITY,
    lorawan_entries.PAGES,
)
"""The pages of each wire, in the order in which the cockpit offers them."""

DRIVERS = (Webhook(), MqttTasks(mqtt.publish), LorawanDriver(), SimulatedLamps())
"""Who carries tasks to actuators; the first that takes one gets it."""

BANNERS: tuple[Provider, ...] = (warnings_shown.banners, operations_maintenance.banners)
"""Who puts banners above the public pages."""

AREAS: tuple[map_areas.Provider, ...] = (warnings_shown.map_areas,)
"""Who draws areas on the public map."""


def _forget_streams(event: Event) -> None:
    """A datastream that is gone is no longer filled."""
    if isinstance(event, RegisterChanged) and event.change == "deleted":
        streams.forget()


TOLD_EVERYWHERE = (sensorthings_streams.forget, mqtt.on_change, _forget_streams)
"""Who hears of a change of the register in every process; tasks are delivered by the one that made them."""


def _contact() -> Contact:
    """How the municipality is reached, as its legal particulars say."""
    given = profile()
    return Contact(
        name=given.name, email=given.email, phone=given.phone, privacy_officer=given.privacy_officer
    )


def _know_callers(knobs: env.Knobs) -> None:
    """Let all interfaces ask the same about keys and tokens."""
    sharing.provide(seeing.seeing, seeing.names)
    tokens.provide(
        [
            Issuer(url=one.issuer, audience=knobs.oidc_audience or one.client)
            for one in identity_providers(knobs)
        ]
    )
    ogc_keys.provide(keys.authenticate)
    sensorthings_intake.provide(ingest_intake.CityIntake(), keys.authenticate)


def _open_dashboards() -> None:
    """What dashboards need of the floors above them."""
    cockpit_sights.provide(dashboard_sight.KINDS)
    dashboard_pictures.provide(upright)
    dashboards_declared.provide(dashboards_ready.dashboards)
    dashboard_warnings.provide((warnings_shown.entries, rule_entries.alarms_of))


def look_into_register() -> None:
    """Let the sources that people have connected stand beside the declared ones; needs the register."""
    registry.extend(connections.connected)


def _open_cockpit(knobs: env.Knobs) -> None:
    """Navigation, notice boards, and what only this installation can offer there."""
    navigation.declare(COCKPIT, BOARDS)
    trash.declare(TRASH)
    finding.declare(FINDERS)
    desk.declare(
        counts=(ingest_entries.COUNT, rule_entries.COUNT),
        own=(found_published.MY_DASHBOARDS,),
        names=NAMES,
    )
    cockpit_backups.provide(backup_schedule.offer(knobs))


def _furnish_pages() -> None:
    """What public pages show of other parts of the house."""
    banners.declare(BANNERS)
    map_areas.declare(AREAS)
    annotations_service.provide(noted_events.PROVIDERS)
    series.provide_indicators(indicators_service.named, indicators_service.shows)
    forecast_days.provide(noted_events.free_days)


def wire(knobs: env.Knobs) -> None:
    """Declare the domains, set the limits, wire events, periodic jobs and navigation; may be called again."""
    logs.configure()
    registry.declare(declared_domains())
    privacy.declare(declared_processings())
    connections.provide(READINGS)
    declared_formats.provide(FEED_DECODERS)
    connection_pages.provide(CONNECTION_PAGES)
    events.wire({RegisterChanged: (*TOLD_EVERYWHERE, delivering.on_change, relay.tell_others)})
    delivering.provide(DRIVERS)
    rule_drivers.provide(rules.DRIVERS)
    rule_texts.provide(knobs.address)
    harvest_running.provide(knobs.address)
    shared_log.provide(ingest_log.log_settings(knobs))
    limits.provide(limits.Limits(file_bytes=knobs.max_file_mb * limits.MIB))
    outgoing.provide(outgoing.Limits(allow_private=knobs.private_addresses))
    ogc_served.provide(ogc.served(knobs))
    ogc_parts.provide(ogc_declared.PARTS)
    ogc_tiles.provide(ogc.tiles(knobs))
    sensorthings_served.provide(sensorthings.served(knobs))
    _know_callers(knobs)
    jobs.declare(
        [
            *account_jobs.PERIODIC,
            *lake_jobs.PERIODIC,
            *collection_jobs.PERIODIC,
            *ingest_jobs.periodic(),
            *geodata.PERIODIC,
            *lorawan_jobs.PERIODIC,
            *warning_jobs.PERIODIC,
            retaining.PERIODIC,
            audit_jobs.PERIODIC,
            trash.PERIODIC,
            *catalogue_jobs.PERIODIC,
            *harvest_jobs.PERIODIC,
            *lighting.periodic(),
            *platform_jobs.PERIODIC,
            *simulated_lamps.PERIODIC,
            *backup_schedule.periodic(knobs),
            *operations_watching.PERIODIC,
            *dashboard_jobs.PERIODIC,
            *publishing_sending.PERIODIC,
            *forecast_jobs.PERIODIC,
        ]
    )
    _open_cockpit(knobs)
    _open_dashboards()
    _furnish_pages()
    contacts.provide(_contact)
    catalogue_providing.provide(CATALOGUE)
    catalogue_uploads.provide(catalogue_uploads.Limits(file_bytes=knobs.max_file_mb * limits.MIB))
    dcat_portal.provide(portal_of(knobs))
    operations.provide(knobs)
    open_tables.provide(open_tables.below(knobs.data / "open_tables"))
