"""What happens to an act that a rule forbids: a page with every reason, never an error."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from jurande.rules.reasons import Refused

type Handler = Callable[[HttpRequest], HttpResponse]


class Refusals:
    """Answers 409 with the decision's reasons when a view lets `Refused` through.

    A request made by htmx gets the same page and takes its main part in place of the one on screen.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        user = getattr(request, "user", None)
        context = {
            "decision": exception.decision,
            "frame": "ui/staff.html" if user is not None and user.is_authenticated else "ui/public.html",
            "back": _page_before(request),
        }
        response = render(request, "ui/refused.html", context, status=409)
        if "HX-Request" in request.headers:
            response.headers["HX-Retarget"] = response.headers["HX-Reselect"] = "#contenu"
            response.headers["HX-Reswap"] = "outerHTML show:window:top"
        return response


def refusals(get_response: Handler) -> Refusals:
    """The entry of `settings.MIDDLEWARE`."""
    return Refusals(get_response)


def _page_before(request: HttpRequest) -> str:
    """The page of this site that the act was asked from, or the home page."""
    referer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
    return referer if ours else "/"
