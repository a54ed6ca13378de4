"""Who is behind a request, and what happens when nobody is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from jurande.accounts.http import Member
from jurande.accounts.models import Membership
from jurande.ui.french import typographic

SESSION_KEY = "membership"
SAFE = {"GET", "HEAD", "OPTIONS"}
NOT_SENT = typographic(
    "Votre session a pris fin : ce que vous veniez d’envoyer n’est pas enregistré. Connectez-vous : vous reviendrez à "
    "la page où vous étiez, pour l’écrire de nouveau."
)
OVER = typographic("Votre session a pris fin : connectez-vous de nouveau.")


class LoginRequired(LoginRequiredMiddleware):
    """Django's, which closes every view not marked `login_not_required`; tells what became of what was being sent.

    Only a page can be come back to: after a form, the login leads to the page that held it. A request of htmx gets no
    login page to put inside another, but the browser goes there.
    """

    def handle_no_permission(  # type: ignore[override]  # htmx follows a header, not a redirection
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        by_htmx = "HX-Request" in request.headers
        if request.method not in SAFE:
            messages.warning(request, NOT_SENT)
        elif settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.is_empty():
            messages.info(request, OVER)
        if request.method in SAFE and not by_htmx:
            return super().handle_no_permission(request, view_func)
        login = redirect_to_login(_page_before(request), self.get_login_url(view_func))
        return HttpResponse(headers={"HX-Redirect": login.url}) if by_htmx else login


def _page_before(request: HttpRequest) -> str:
    """The page of this site that the request came from, or the home page."""
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def active_membership(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sets `request.member` for somebody logged in: the membership chosen in this session, else the oldest.

    None when they have none left; views ask for a role with `accounts.access.only`, which answers 404 then. Read at
    each request: a role taken away has no power left from the next one on, whatever session is open.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        # typed on jurande.accounts.http.Request, which views annotate
        request.member = member_of(request)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def member_of(request: HttpRequest) -> Member | None:
    """The member behind a request, in one query; None for an anonymous visitor."""
    if not request.user.is_authenticated:
        return None
    active = list(
        Membership.objects.filter(user=request.user, ended_at__isnull=True).select_related("centre", "training_body")
    )
    chosen = request.session.get(SESSION_KEY)
    membership = next((one for one in active if str(one.id) == chosen), active[0] if active else None)
    return Member(request.user, membership, request.now) if membership else None  # type: ignore[attr-defined]
