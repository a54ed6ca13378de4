"""My account and my roles, my team, and the acceptance of an invitation."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jurande.accounts import actions, invitations, second_factors
from jurande.accounts.access import only
from jurande.accounts.adapter import RESET_KEY
from jurande.accounts.forms import FactorsForm, InvitationForm
from jurande.accounts.http import Request
from jurande.accounts.middleware import SESSION_KEY
from jurande.accounts.models import MEMBER_ROLES, Invitation, InvitationState, Membership, User
from jurande.accounts.permission import giveable_filter
from jurande.ledger.queries import HistoryLine, history
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal

RECENT = 50
ROLES = list(MEMBER_ROLES)  # in the order of a team


def _mine(request: Request) -> QuerySet[Membership]:
    rows = Membership.objects.filter(user=request.user, ended_at__isnull=True)
    return rows.select_related("centre", "training_body")


@require_safe
def me(request: Request) -> HttpResponse:
    """Who I am here, under which roles, and my means of logging in; what to do when I have no role."""
    return render(request, "accounts/me.html", {"memberships": _mine(request)})


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Request) -> HttpResponse:
    """Act under one of my roles: asked after the login when there are several, then at any time."""
    if request.method != "POST":
        return render(request, "accounts/choose.html", {"memberships": _mine(request), "next": _next(request)})
    wanted = request.POST.get("membership", "")
    chosen = next((one for one in _mine(request) if str(one.pk) == wanted), None)
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = str(chosen.pk)
    return redirect(_next(request) or settings.LOGIN_REDIRECT_URL)


def _next(request: Request) -> str:
    """Where to go afterwards, if that is a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else ""


def _team(request: Request) -> QuerySet[Membership]:
    """Those whose role one may take away: whoever may give it."""
    rows = Membership.objects.filter(giveable_filter(request.member), ended_at__isnull=True)
    return rows.select_related("user", "centre", "training_body").order_by("centre__code", "user__name")


def _history(request: Request) -> list[HistoryLine]:
    """The latest acts on the roles and the invitations that one may give, those that ended among them."""
    theirs = giveable_filter(request.member)
    memberships = Membership.objects.filter(theirs).order_by("-created_at").values_list("pk", flat=True)[:RECENT]
    invitations = Invitation.objects.filter(theirs).values_list("pk", flat=True)[:RECENT]
    subjects = [*(f"membership:{pk}" for pk in memberships), *(f"invitation:{pk}" for pk in invitations)]
    return history([*subjects, *second_factors.refs_of(request.member.centre)])[:RECENT]


def _invited(request: Request) -> QuerySet[Invitation]:
    """The invitations that one may call back, the last sent first; those that expired among them."""
    rows = Invitation.objects.filter(giveable_filter(request.member), accepted_at__isnull=True, revoked_at__isnull=True)
    return rows.select_related("centre", "training_body")


@only(Role.MANAGER, Role.NATIONAL)
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: Request) -> HttpResponse:
    """The people of the centre (or of the national level), the invitations sent, and the form to invite."""
    form = InvitationForm(request.POST or None, member=request.member)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invitations.invite(
                offer=form.offer(),
                by=request.member.membership,
                link=lambda token: settings.PUBLIC_URL + reverse("accounts:accept", args=[token]),
                actor=request.member.actor,
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"L’invitation part à l’adresse {invitation.email}.")
            return redirect("accounts:team")
    sent = [(one, one.state_at(request.now) is InvitationState.EXPIRED) for one in _invited(request)]
    people = sorted(
        _team(request).annotate(protected=second_factors.lost("user")), key=lambda one: ROLES.index(one.role)
    )
    context = {"form": form, "people": people, "invitations": sent, "history": _history(request)}
    return render(request, "accounts/team.html", context, status=422 if form.errors else 200)


@only(Role.MANAGER, Role.NATIONAL)
@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """Take a role away."""
    membership = get_object_or_404(_team(request), pk=pk)
    actions.end_membership(
        membership=membership, by=request.member.membership, actor=request.member.actor, now=request.now
    )
    messages.success(request, f"Le rôle de {membership.user.name} est retiré.")
    return redirect("accounts:team")


@only(Role.MANAGER, Role.NATIONAL)
@require_http_methods(["GET", "HEAD", "POST"])
def reset_factors(request: Request, pk: UUID) -> HttpResponse:
    """Set back the second factor of somebody of the team who lost theirs."""
    return reset_page(request, get_object_or_404(_team(request), pk=pk).user, back=reverse("accounts:team"))


def reset_page(request: Request, user: User, *, back: str) -> HttpResponse:
    """The form that sets back the second factor of somebody whom the member may see, then `back`."""
    form = FactorsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            second_factors.reset(
                user=user,
                by=request.member.membership,
                known=True,
                ground=form.ground(),
                link=lambda token: settings.PUBLIC_URL + reverse("accounts:enter_again", args=[token]),
                actor=request.member.actor,
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(
                request, f"Le second contrôle de {user.name} est réinitialisé ; un lien part à son adresse."
            )
            return redirect(back)
    context = {"form": form, "person": user, "back": back}
    return render(request, "accounts/factors.html", context, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_again(request: Request, token: str) -> HttpResponse:
    """The page that the link of a reset opens: one button, then the usual login; or why it is dead (410)."""
    reset = second_factors.find(token)
    if reset is None:
        raise Http404
    state = "used" if reset.used_at else "expired" if request.now > reset.expires_at else ""
    if state or request.method != "POST":
        context = {"reset": reset, "state": state}
        return render(request, "accounts/enter_again.html", context, status=410 if state else 200)
    logout(request)  # of another account of theirs, in this browser
    request.session[RESET_KEY] = str(reset.pk)
    messages.success(
        request,
        "Demandez un code à l’adresse qui a reçu le lien : vous choisirez ensuite comment protéger votre compte.",
    )
    return redirect("account_request_login_code")


@only(Role.MANAGER, Role.NATIONAL)
@require_POST
def call_back(request: Request, pk: UUID) -> HttpResponse:
    """Cancel an invitation that waits."""
    invitation = get_object_or_404(_invited(request), pk=pk)
    invitations.call_back(
        invitation=invitation, by=request.member.membership, actor=request.member.actor, now=request.now
    )
    messages.success(request, f"L’invitation de {invitation.name} est annulée : son lien ne sert plus.")
    return redirect("accounts:team")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: Request, token: str) -> HttpResponse:
    """The page an invitation opens: what it offers and one button, then the usual login; or why it is dead (410)."""
    invitation = invitations.find(token)
    if invitation is None:
        raise Http404
    if request.method == "POST":
        try:
            membership = invitations.accept(token=token, now=request.now)
        except Refused:
            invitation.refresh_from_db()  # used, called back or late: the page says which
        else:
            return _welcome(request, membership)
    state = invitation.state_at(request.now)
    context = {"invitation": invitation, "state": state.value, "login_url": resolve_url(settings.LOGIN_URL)}
    return render(request, "accounts/accept.html", context, status=200 if state is InvitationState.WAITING else 410)


def _welcome(request: Request, membership: Membership) -> HttpResponse:
    """In, for whoever is logged in to that account; else to the code that lets them in."""
    if request.user == membership.user:
        request.session[SESSION_KEY] = str(membership.pk)
        messages.success(request, "L’invitation est acceptée : vous agissez maintenant sous ce rôle.")
        return redirect(settings.LOGIN_REDIRECT_URL)
    if request.user.is_authenticated:
        messages.warning(
            request,
            f"L’invitation est acceptée pour l’adresse {membership.user.email}, et vous êtes connecté sous une autre : "
            "déconnectez-vous, puis entrez avec celle-là.",
        )
        return redirect("accounts:me")
    messages.success(request, "L’invitation est acceptée. Demandez un code à cette même adresse pour entrer.")
    return redirect("account_request_login_code")


def closed(request: HttpRequest, rest: str = "") -> HttpResponse:
    """No page: what django-allauth offers at these addresses and we do not."""
    raise Http404
