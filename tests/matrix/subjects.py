# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rules, lights, subjects and notices of the small city."""

from __future__ import annotations

import msgspec

from stadtkern.commons.defects.models import Defect
from stadtkern.commons.notices.models import Notice, NoticeMessage
from stadtkern.commons.schedules.models import Plan, Profile
from stadtkern.commons.setpoints.models import Group, Override, Setpoint
from stadtkern.domains.people_counting.models import Event
from stadtkern.domains.poi.models import Sign, SignImage, SignState
from stadtkern.domains.street_lighting.tests.lamps import STEPS
from stadtkern.domains.warnings.models import Feed, OfficialAlert
from stadtkern.domains.warnings.official import Told
from stadtkern.flow.devices.models import (
    Actuator,
    TaskingCapability,
    Thing,
)
from stadtkern.flow.ingest.harvest.models import HarvestRun, HarvestSource, Kind
from stadtkern.flow.outlets.rules.definitions import plain
from stadtkern.flow.outlets.rules.models import Alarm, PushSubscription, StoredRule
from stadtkern.kernel.models import Person
from stadtkern.kernel.rules import AllOf, Rule, Silence, Streams
from tests.matrix.words import HIDDEN, LATER, NOW, Arguments, owner


def _silence() -> Rule:
    """A rule that can be drawn: the sensor of the internal thing says nothing."""
    streams = Streams(codes=("geheim/1/temperatur",))
    return Rule(key="regel", title="Regel", condition=AllOf(parts=(Silence(streams=streams, for_s=3600),)))


def rules() -> dict[str, Arguments]:
    """A rule with an alarm, and a catalogue that is taken over."""
    rule = StoredRule.objects.create(
        key="sensors/regel",
        domain="sensors",
        title=f"{HIDDEN}e Regel",
        definition=plain(_silence()),
        created_at=NOW,
        changed_at=NOW,
    )
    alarm = Alarm.objects.create(
        rule=rule, rule_title="Regel", domain="sensors", subject="geheim/1", fired_for=NOW, opened_at=NOW
    )
    subscription = PushSubscription.objects.create(
        person=Person.objects.get(username="administrator"),
        endpoint="https://push.example/",
        endpoint_hash="e",
        created_at=NOW,
    )
    source = HarvestSource.objects.create(
        key="nachbar",
        title="Nachbar",
        kind=Kind.DCAT,
        url="https://nachbar.example/",
        department=owner("sensors"),
        next_run_at=LATER,
        created_at=NOW,
    )
    run = HarvestRun.objects.create(source=source, started_at=NOW)
    return {
        "rules": {"pk": rule.pk},
        "rules:unsubscribe": {"pk": subscription.pk},
        "rules:condition": {"pk": rule.pk, "number": 0},
        "rules:condition_remove": {"pk": rule.pk, "number": 0},
        "rules:condition_new": {"pk": rule.pk, "kind": "ausbleiben"},
        "rules:alarm": {"pk": alarm.pk},
        "rules:acknowledge": {"pk": alarm.pk},
        "harvest": {"key": source.key},
        "harvest:report": {"key": source.key, "number": run.pk},
    }


def lights() -> dict[str, Arguments]:
    """Street lights with a profile, a group, a manual setting, a command and a defect."""
    slug = "strassenbeleuchtung"
    lamp = Thing.objects.create(
        code="licht/1", name="Leuchte", domain="street_lighting", owner=owner("street_lighting")
    )
    actuator = Actuator.objects.create(code="licht/1/aktor", name="Aktor")
    capability = TaskingCapability.objects.create(thing=lamp, actuator=actuator, name="Schalten")
    setpoint = Setpoint.objects.create(capability=capability, parameters={"level": 1}, decided_at=NOW)
    profile = Profile.objects.create(domain="street_lighting", name="Absenkung")
    plan = Plan.objects.create(profile=profile, steps=STEPS)
    group = Group.objects.create(domain="street_lighting", name="Alle", member="all", profile=profile)
    override = Override.objects.create(group=group, level=50, until=LATER, reason="Fest", created_at=NOW)
    defect = Defect.objects.create(thing=lamp, kind="dark", what="dunkel", opened_at=NOW, changed_at=NOW)
    return {
        "schedules": {"slug": slug, "profile_id": profile.pk},
        "schedules:profiles": {"slug": slug},
        "schedules:plan": {"slug": slug, "profile_id": profile.pk, "plan_id": plan.pk},
        "schedules:plan_delete": {"slug": slug, "profile_id": profile.pk, "plan_id": plan.pk},
        "schedules:plan_new": {"slug": slug, "profile_id": profile.pk},
        "setpoints": {"slug": slug},
        "setpoints:group": {"slug": slug, "group_id": group.pk},
        "setpoints:group_delete": {"slug": slug, "group_id": group.pk},
        "setpoints:group_new": {"slug": slug},
        "setpoints:override_end": {"slug": slug, "override_id": override.pk},
        "setpoints:send_again": {"slug": slug, "setpoint_id": setpoint.pk},
        "defects:settle": {"slug": slug, "defect_id": defect.pk},
    }


def subjects() -> dict[str, Arguments]:
    """An event, a public sign with a picture, a source of warnings and an official warning."""
    event = Event.objects.create(title="Markt", starts_at=NOW, ends_at=LATER, created_at=NOW)
    signs = [
        Sign.objects.create(
            code=code,
            collection="baenke",
            feature="1",
            name=f"{HIDDEN}er Turm" if state == SignState.DRAFT else "Turm",
            state=state,
            created_at=NOW,
            changed_at=NOW,
        )
        for code, state in (("TURM", SignState.PUBLIC), ("NEU", SignState.DRAFT))
    ]
    pictures = [
        SignImage.objects.create(sign=one, file="keine.webp", width=1, height=1, alt="-", credit="-")
        for one in signs
    ]
    told = Told(
        language="de",
        event="STURM",
        headline="",
        description="",
        instruction="",
        severity="Severe",
        onset=NOW,
        expires=LATER,
        sender_name="",
        web="",
        contact="",
        places=(),
    )
    feed = Feed.objects.create(title="DWD", url="https://dwd.example/", active=False)
    alert = OfficialAlert.objects.create(
        feed=feed,
        identifier="a",
        sender="s",
        sent=NOW,
        status="Actual",
        message_type="Alert",
        scope="Public",
        local=True,
        severity=2,
        infos=[msgspec.to_builtins(told)],
        effective_at=NOW,
        onset_at=NOW,
        expires_at=LATER,
        received_at=NOW,
    )
    return {
        "people_counting_cockpit": {"pk": event.pk},
        "poi:place": {"code": "TURM"},
        "poi:qr": {"code": "TURM"},
        "poi:picture": {"code": "TURM", "pk": pictures[0].pk},
        "poi_short": {"code": "TURM"},
        "poi_cockpit": {"code": "NEU"},
        "poi_cockpit:remove-picture": {"code": "NEU", "pk": pictures[1].pk},
        "warnings:official": {"pk": alert.pk},
        "warnings_cockpit": {"pk": feed.pk},
    }


def notices() -> dict[str, Arguments]:
    """A notice of the city with its message."""
    notice = Notice.objects.create(
        code="sturm", title="Sturm", text="Sturm.", starts=NOW, ends=LATER, changed_at=NOW
    )
    NoticeMessage.objects.create(
        notice=notice, identifier="m1", sender="s", message_type="Alert", sent=NOW, document="<alert/>"
    )
    return {
        "notices": {"code": notice.code},
        "notices:cap-message": {"identifier": "m1"},
        "warnings:notice": {"code": notice.code},
    }
