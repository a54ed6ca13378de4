"""What happens to an act that a rule forbids, and to one asked as if it were a page: a page, never an error."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from jurande.rules.reasons import Refused

type Handler = Callable[[HttpRequest], HttpResponse]


class Refusals:
    """Answers 409 with the decision's reasons when a view lets `Refused` through.

    A request made by htmx gets the same page and takes its main part in place of the one on screen. An address that
    only takes a form, opened in a browser (reloaded, or come back to), keeps its 405 and gets a page that says so.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        opened = request.method == "GET" and request.accepts("text/html")
        if opened and isinstance(response, HttpResponseNotAllowed) and not response.content:
            context = {"frame": _frame(request), "back": _other_page_before(request)}
            response.content = render(request, "ui/form_only.html", context).content
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        context = {
            "decision": exception.decision,
            "frame": _frame(request),
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


def _frame(request: HttpRequest) -> str:
    """The frame of somebody logged in, or that of the pages open to all."""
    user = getattr(request, "user", None)
    return "ui/staff.html" if user is not None and user.is_authenticated else "ui/public.html"


def _page_before(request: HttpRequest) -> str:
    """The page of this site that the act was asked from, or the home page."""
    referer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
    return referer if ours else "/"


def _other_page_before(request: HttpRequest) -> str:
    """The same, empty when it is the home page, or this address itself: a form that came back was shown there."""
    page = _page_before(request)
    return "" if urlsplit(page).path in {"/", request.path} else page
