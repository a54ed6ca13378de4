"""The files of a jury: sent by the centre, read by a member who bears a private link, without an account."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.juries.before import packing
from jurande.juries.before.pack import read_pack
from jurande.juries.models import JurySession, Member, PackLink
from jurande.juries.views import STAFF, load_session
from jurande.ui.french import count

READING = ("GET", "HEAD")
COOKIE = "dossier"


def _address(token: str) -> str:
    return settings.PUBLIC_URL + reverse("juries:pack", args=[token])


@only(*STAFF)
@require_POST
def send(request: Request, pk: UUID) -> HttpResponse:
    """Send the files to the summoned members who have not had them."""
    sent = packing.send_packs(
        session=load_session(request, pk), link=_address, actor=request.member.actor, now=request.now
    )
    said = f"Le dossier part : {count(len(sent), 'membre')}." if sent else "Chaque membre convoqué a déjà le dossier."
    messages.success(request, said)
    return redirect("juries:session", pk=pk)


@only(*STAFF)
@require_POST
def send_again(request: Request, pk: UUID) -> HttpResponse:
    """Send one member a new link; the former one ends."""
    visible = JurySession.objects.visible_to(request.member)
    member = get_object_or_404(Member.objects.filter(session__in=visible).select_related("session"), pk=pk)
    packing.renew(member=member, link=_address, actor=request.member.actor, now=request.now)
    messages.success(request, f"Un nouveau lien part à {member.name} ; l’ancien ne sert plus.")
    return redirect("juries:session", pk=member.session_id)


@login_not_required
def pack(request: Request, token: str) -> HttpResponse:
    """Where a link leads: a door with one button, behind which are the files; else what to do.

    Going there changes nothing, for mail is scanned and links are previewed: only the button opens.
    """
    sent = packing.find(token)
    if sent is None:
        return render(request, "juries/pack_closed.html", {"state": "unknown"}, status=404)
    if request.method not in {*READING, "POST"}:
        return HttpResponseNotAllowed([*READING, "POST"])
    session = sent.member.session
    context = {"sent": sent, "session": session, "centre_name": session.centre.name}
    if state := packing.closed(sent, request.now):
        return render(request, "juries/pack_closed.html", context | {"state": state}, status=410)
    if request.method == "POST":
        packing.open_pack(sent=sent, now=request.now)
        return _opened(request, sent)
    if not _is_open(request, sent):
        return render(request, "juries/pack_door.html", context)
    shown = read_pack(sent.member, request.GET.get("page"))
    return render(request, "juries/pack.html", context | {"pack": shown, "page": shown.page})


def _opened(request: Request, sent: PackLink) -> HttpResponse:
    """Back to the same address, this browser being let in until the link ends: a signed cookie, sent to it alone."""
    answer = redirect(request.get_full_path())
    answer.set_signed_cookie(
        COOKIE,
        str(sent.pk),
        salt=sent.token_digest,
        max_age=int((sent.expires_at - request.now).total_seconds()),
        path=request.path,
        httponly=True,
        samesite="Lax",  # a link followed from a mail read on another site is let in too
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


def _is_open(request: Request, sent: PackLink) -> bool:
    """Whether the button was pressed in this browser, for this link and not for one that it replaced."""
    return request.get_signed_cookie(COOKIE, None, salt=sent.token_digest) == str(sent.pk)
