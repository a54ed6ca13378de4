"""What every request goes through that belongs to no app."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from jurande.config.clock import now
from jurande.rules.dates import day_of

type Handler = Callable[[HttpRequest], HttpResponse]


def clock(get_response: Handler) -> Handler:
    """Reads the clock once a request: views hand `request.now` to the actions (law 15)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        moment = now()
        # typed on jurande.accounts.http.Request, which views annotate
        request.now, request.today = moment, day_of(moment)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def private_pages(get_response: Handler) -> Handler:
    """Keeps pages out of shared caches and of the back button after logging out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware
