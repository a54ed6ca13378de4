"""A member's calendar: invited with the summons, told when the jury is given up or when they no longer sit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from icalendar import Calendar

from jurande.accounts.links import login_address
from jurande.desk.story import people
from jurande.desk.story.course import at, secretary
from jurande.juries.before import convening
from jurande.juries.models import JurySession, Member
from jurande.messages.actions import send_waiting
from jurande.messages.models import Message
from jurande.rules.dates import PARIS
from jurande.rules.rulebook import Side
from tests.juries.sessions import CFDT, FO, extra_seat, member, the_jury
from tests.told import JURY_DAY

pytestmark = pytest.mark.usefixtures("called")
EVE = at(JURY_DAY - timedelta(days=1))


def carried(key: str) -> tuple[str, Calendar]:
    """The calendar that a message carries, its media type first; there is one and no more."""
    [file] = Message.objects.get(key=key).attachments.filter(media_type__startswith="text/calendar")
    return file.media_type, Calendar.from_ical(bytes(file.content).decode())


def event(calendar: Calendar) -> Any:
    """Its one event."""
    [found] = calendar.walk("VEVENT")
    return found


def test_a_summons_carries_an_invitation_that_a_calendar_understands() -> None:
    media_type, calendar = carried(f"notice:{member(CFDT).pk}")
    assert media_type == "text/calendar; method=REQUEST; charset=utf-8"
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    told = event(calendar)
    assert told["UID"] == f"jury-{the_jury().pk}@jurande"
    assert told["SUMMARY"] == "Jury paritaire de délibération, UIMM Val-de-Braise"
    assert told["LOCATION"] == "Salle Vulcain"
    assert told["STATUS"] == "CONFIRMED"
    assert "DTEND" not in told
    assert "DURATION" not in told
    assert f"{settings.PUBLIC_URL}/jurys/{the_jury().pk}/salle/" in told["DESCRIPTION"]


def test_the_hour_is_that_of_paris_and_the_file_describes_its_zone() -> None:
    _, calendar = carried(f"notice:{member(CFDT).pk}")
    starts: datetime = event(calendar)["DTSTART"].dt
    assert event(calendar)["DTSTART"].params["TZID"] == "Europe/Paris"
    assert starts == datetime(2022, 6, 16, 14, tzinfo=PARIS)
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]


def test_an_invitation_names_its_member_and_its_centre_and_nobody_else() -> None:
    _, calendar = carried(f"notice:{member(CFDT).pk}")
    told = event(calendar)
    assert (str(told["ORGANIZER"]), told["ORGANIZER"].params["CN"]) == ("mailto:centre@vdb.demo", "UIMM Val-de-Braise")
    assert (str(told["ATTENDEE"]), told["ATTENDEE"].params["CN"]) == ("mailto:valcourt@jury.demo", CFDT)
    written = calendar.to_ical().decode()
    others = [seat for seat in people.JURORS if seat.name != CFDT]
    assert [seat.name for seat in others if seat.name in written or seat.email in written] == []
    assert [union for union in people.UNIONS if union in written] == []
    assert told["CLASS"] == "PRIVATE"


def test_a_jury_held_from_afar_says_so_and_where() -> None:
    JurySession.objects.update(remote=True, place="https://visio.vdb.demo/jury")
    late = extra_seat("Rachid Benameur", votes=False)
    convening.summon(session=the_jury(), actor=secretary(), now=EVE)
    told = event(carried(f"notice:{late.pk}")[1])
    assert told["LOCATION"] == "https://visio.vdb.demo/jury"
    assert "À distance" in told["DESCRIPTION"]


def test_the_message_leads_to_the_login_and_names_the_room() -> None:
    body = Message.objects.get(key=f"notice:{member(CFDT).pk}").body
    assert login_address() in body
    assert f"{settings.PUBLIC_URL}/jurys/{the_jury().pk}/salle/" in body
    assert "Salle Vulcain" in body


def test_a_session_given_up_leaves_the_calendars_it_was_in() -> None:
    _, invited = carried(f"notice:{member(CFDT).pk}")
    seat, waiting = member(CFDT), extra_seat("Rachid Benameur", votes=False)
    convening.cancel(session=the_jury(), reason="Salle indisponible.", actor=secretary(), now=EVE)
    media_type, cancelled = carried(f"cancelled:{the_jury().pk}:{seat.pk}")
    assert media_type == "text/calendar; method=CANCEL; charset=utf-8"
    assert (cancelled["METHOD"], event(cancelled)["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event(cancelled)["UID"] == event(invited)["UID"]
    assert event(cancelled)["SEQUENCE"] > event(invited)["SEQUENCE"]
    assert str(event(cancelled)["ATTENDEE"]) == "mailto:valcourt@jury.demo"
    unions = Message.objects.filter(key__startswith="cancelled:", recipient__startswith="designations@")
    assert [one.attachments.count() for one in unions] == [0, 0, 0, 0]
    assert not Message.objects.filter(key=f"cancelled:{the_jury().pk}:{waiting.pk}").exists()


def test_a_summoned_member_who_leaves_the_jury_is_told_and_their_calendar_too() -> None:
    gone = member(FO)
    _, invited = carried(f"notice:{gone.pk}")
    convening.remove_member(member=gone, actor=secretary(), now=EVE)
    assert "vous n’y siégez plus" in Message.objects.get(key=f"removed:{gone.pk}").body
    _, cancelled = carried(f"removed:{gone.pk}")
    assert (cancelled["METHOD"], event(cancelled)["UID"]) == ("CANCEL", event(invited)["UID"])
    assert event(cancelled)["SEQUENCE"] > event(invited)["SEQUENCE"]


def test_a_member_who_was_not_summoned_leaves_without_a_word() -> None:
    waiting = extra_seat("Rachid Benameur", votes=False)
    convening.remove_member(member=waiting, actor=secretary(), now=EVE)
    assert not Message.objects.filter(key__startswith="removed:").exists()


def test_a_member_named_again_is_invited_after_the_cancellation() -> None:
    gone = member(FO)
    convening.remove_member(member=gone, actor=secretary(), now=EVE)
    _, cancelled = carried(f"removed:{gone.pk}")
    again = extra_seat(FO, email=gone.email, side=Side(gone.side), union=gone.union)
    convening.summon(session=the_jury(), actor=secretary(), now=EVE)
    _, invited = carried(f"notice:{again.pk}")
    assert event(invited)["SEQUENCE"] > event(cancelled)["SEQUENCE"]


def test_the_invitation_leaves_as_a_calendar_beside_the_letter() -> None:
    send_waiting(now=EVE)
    [sent] = [one for one in mail.outbox if one.to == ["valcourt@jury.demo"] and "Convocation" in one.subject]
    parts = [part for part in sent.message().walk() if part.get_filename()]
    assert [part.get_content_type() for part in parts] == ["application/pdf", "text/calendar"]
    assert parts[1].get_param("method") == "REQUEST"
    assert Calendar.from_ical(parts[1].get_content()).walk("VEVENT")


def test_a_member_without_an_address_has_no_message_at_all() -> None:
    Member.objects.filter(name=CFDT).update(email="")
    convening.cancel(session=the_jury(), reason="Report.", actor=secretary(), now=EVE)
    told = Message.objects.filter(key__startswith="cancelled:").values_list("recipient", flat=True)
    assert len(told) == len(set(told)) == 4 + 7 + 1  # the unions, the other members, the regional commission
