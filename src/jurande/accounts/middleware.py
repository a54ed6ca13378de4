"""Under which membership somebody acts."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from jurande.accounts.http import Member
from jurande.accounts.models import Membership

SESSION_KEY = "membership"


def active_membership(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sets `request.member` for somebody logged in: the membership chosen in this session, else the oldest.

    None when they have none left; views ask for a role with `accounts.access.only`, which answers 404 then.
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
        Membership.objects.filter(user=request.user, ended_at__isnull=True).select_related(
            "centre", "training_body"
        )
    )
    chosen = request.session.get(SESSION_KEY)
    membership = next((one for one in active if str(one.id) == chosen), active[0] if active else None)
    return Member(request.user, membership, request.now) if membership else None  # type: ignore[arg-type, attr-defined]
