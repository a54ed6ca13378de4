"""What a member's calendar is told of a jury: the invitation of one member, and its cancellation (RFC 5545, RFC 5546).

Nobody else is named in it: a list of the members would tell who sits for which union.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event, vCalAddress, vText

from jurande.juries.models import JurySession, Member
from jurande.messages.actions import Attached
from jurande.organisations.models import ExamCentre
from jurande.rules.dates import PARIS
from jurande.ui.french import typographic

REQUEST, CANCEL = "REQUEST", "CANCEL"
PRODUCT = "-//Jurande//Jury//FR"


def room_address(session: JurySession) -> str:
    """The jury's room, as a message gives it."""
    return settings.PUBLIC_URL + reverse("juries:room", args=[session.pk])


def invitation(member: Member, session: JurySession, now: datetime) -> Attached:
    """The jury in a member's calendar; sent again after a change, it takes the place of the former one."""
    return _file(REQUEST, "invitation.ics", member, session, now)


def cancellation(member: Member, session: JurySession, now: datetime) -> Attached:
    """Takes the jury out of a member's calendar: it is given up, or they no longer sit."""
    return _file(CANCEL, "annulation.ics", member, session, now)


def _file(method: str, name: str, member: Member, session: JurySession, now: datetime) -> Attached:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(method, member, session, now))
    calendar.add_missing_timezones()
    return Attached(name, f"text/calendar; method={method}; charset=utf-8", calendar.to_ical())


def _event(method: str, member: Member, session: JurySession, now: datetime) -> Event:
    """Without an end: nothing says how long a jury sits. Each act moves the version of its session, hence ours."""
    event, centre = Event(), session.centre
    event.add("uid", f"jury-{session.pk}@jurande")
    event.add("sequence", session.version)
    event.add("dtstamp", now)
    event.add("dtstart", datetime.combine(session.held_on, session.starts_at, tzinfo=PARIS))
    event.add("summary", f"Jury paritaire de délibération, {centre.name}")
    event.add("location", session.place)
    event.add("description", typographic(_description(method, session)))
    event.add("organizer", _organizer(centre))
    event.add("attendee", _attendee(member))
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("class", "PRIVATE")  # an open calendar would tell who sits for whom
    return event


def _description(method: str, session: JurySession) -> str:
    if method == CANCEL:
        return f"Vous n’êtes plus attendu(e) à ce jury. {session.centre.name}, {session.centre.phone}."
    held = "À distance" if session.remote else "Sur place"
    return (
        f"{held} : {session.place}\nLa salle du jury, où chacun vote depuis son appareil : {room_address(session)}\n"
        f"{session.centre.name}, {session.centre.phone}"
    )


def _organizer(centre: ExamCentre) -> vCalAddress:
    address = vCalAddress(f"mailto:{centre.email}")
    address.params["CN"] = vText(centre.name)
    return address


def _attendee(member: Member) -> vCalAddress:
    address = vCalAddress(f"mailto:{member.email}")
    address.params["CN"] = vText(member.name)
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("NEEDS-ACTION")
    return address
