"""My account, my team, and the acceptance of an invitation."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jurande.accounts import actions
from jurande.accounts.access import only
from jurande.accounts.forms import InvitationForm
from jurande.accounts.http import Request
from jurande.accounts.middleware import SESSION_KEY
from jurande.accounts.models import GRANTED_ROLES, Invitation, Membership
from jurande.rules.lifecycles import Role


@require_safe
def me(request: Request) -> HttpResponse:
    """Who I am here, under which role, and my means of logging in."""
    memberships = Membership.objects.filter(user=request.user, ended_at__isnull=True)
    return render(
        request, "accounts/me.html", {"memberships": memberships.select_related("centre", "training_body")}
    )


@require_POST
def choose(request: Request) -> HttpResponse:
    """Act under another of my roles."""
    mine = Membership.objects.filter(user=request.user, ended_at__isnull=True)
    chosen = get_object_or_404(mine, pk=request.POST.get("membership") or None)
    request.session[SESSION_KEY] = str(chosen.pk)
    return redirect(settings.LOGIN_REDIRECT_URL)


def _team(request: Request) -> QuerySet[Membership]:
    """Whom one may see and end: a manager their centre's staff and evaluators, the national level its own and managers."""
    rows = Membership.objects.filter(ended_at__isnull=True).select_related("user", "centre", "training_body")
    if request.member.role is Role.NATIONAL:
        return rows.exclude(role__in=GRANTED_ROLES).exclude(role=Role.SECRETARY.value)
    return rows.filter(centre=request.member.centre)


@only(Role.MANAGER, Role.NATIONAL)
def team(request: Request) -> HttpResponse:
    """The people of the centre (or of the national level), the invitations sent, and the form to invite."""
    form = InvitationForm(request.POST or None, member=request.member)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.invite(
            email=data["email"],
            name=data["name"],
            role=Role(data["role"]),
            centre=data["centre"],
            training_body=data["training_body"],
            link=lambda token: settings.PUBLIC_URL + reverse("accounts:accept", args=[token]),
            actor=request.member.actor,
            invited_by=request.user,
            now=request.now,
        )
        messages.success(request, f"L’invitation est envoyée à {data['name']}.")
        return redirect("accounts:team")
    waiting = Invitation.objects.filter(
        centre=request.member.centre, accepted_at__isnull=True, expires_at__gt=request.now
    )
    context = {"form": form, "people": _team(request), "invitations": waiting}
    return render(request, "accounts/team.html", context, status=422 if form.errors else 200)


@only(Role.MANAGER, Role.NATIONAL)
@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """Take a role away."""
    membership = get_object_or_404(_team(request), pk=pk)
    if membership.user_id == request.user.pk:
        messages.error(request, "Vous ne pouvez pas vous retirer votre propre rôle : demandez à un collègue.")
        return redirect("accounts:team")
    actions.end_membership(membership=membership, actor=request.member.actor, now=request.now)
    messages.success(request, f"Le rôle de {membership.user.name} est retiré.")
    return redirect("accounts:team")


@login_not_required
def accept(request: Request, token: str) -> HttpResponse:
    """The page an invitation opens: one button, then the usual login."""
    if request.method == "POST":
        actions.accept(token=token, now=request.now)
        messages.success(request, "Votre compte est ouvert. Demandez un code à usage unique pour y entrer.")
        return redirect("account_request_login_code")
    return render(request, "accounts/accept.html", {"token": token})
