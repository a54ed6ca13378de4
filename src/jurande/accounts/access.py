"""Which roles a view is for. Strangers get 404, not 403: nothing tells them that the page exists."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Protocol, cast

from django.http import Http404, HttpResponse

from jurande.accounts.http import Member, Request
from jurande.organisations.models import ExamCentre
from jurande.rules.lifecycles import Role


class Guarded[**P](Protocol):
    """A view that lets in members of some roles; `roles` says which, for whoever checks that every view is guarded."""

    roles: frozenset[Role]

    def __call__(self, request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse: ...


def only[**P](*roles: Role) -> Callable[[Callable[Concatenate[Request, P], HttpResponse]], Guarded[P]]:
    """Lets in members acting in one of these roles; raises Http404 for anybody else."""

    def decorate(view: Callable[Concatenate[Request, P], HttpResponse]) -> Guarded[P]:
        @wraps(view)
        def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            member: Member | None = request.member
            if member is None or member.role not in roles:
                raise Http404
            return view(request, *args, **kwargs)

        marked = cast(Guarded[P], guarded)
        marked.roles = frozenset(roles)
        return marked

    return decorate


def centre_of(request: Request) -> ExamCentre:
    """The centre in which the member acts. Raises Http404 for a role that is held nowhere."""
    if request.member.centre is None:
        raise Http404
    return request.member.centre
