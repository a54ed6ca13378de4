"""The pages of `ui` and, for its tests, one page for each way that a page can fail."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template import engines
from django.urls import include, path
from django.views.csrf import csrf_failure
from django.views.decorators.http import require_POST, require_safe

from jurande.rules.reasons import Refused
from jurande.ui.gallery import REFUSED

type View = Callable[[HttpRequest], HttpResponse]


def failing(error: Exception) -> View:
    """A page that fails in one way."""

    @login_not_required
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


@login_not_required
def expired(request: HttpRequest) -> HttpResponse:
    """What Django answers to a form whose token is no longer good."""
    return csrf_failure(request)


class Letter(forms.Form):
    """A form with one field, sent twice by an impatient person."""

    name = forms.CharField(label="Nom")


FRAME = """{% extends frame %}{% block title %}Cadre{% endblock %}{% block main %}<h1>Cadre</h1>{% endblock %}"""


@login_not_required
def frames(request: HttpRequest, name: str) -> HttpResponse:
    """An empty page in one of the frames that pages extend."""
    context = {
        "frame": f"ui/{name}.html",
        "sections": [("À faire", request.path, True), ("Jurys", "/jurys/", False)],
        "centre_name": "UIMM Val-de-Braise",
        "centre_note": "centre d’examen",
        "account_name": "Maëlle Corbineau",
        "account_url": "/compte/",
        "search_url": "/recherche/",
        "rules_applied": "fiche RNCP 28245",
        "demo": True,
    }
    return HttpResponse(engines["django"].from_string(FRAME).render(context, request))


LETTERS = """{% extends "ui/staff.html" %}{% block title %}Lettres{% endblock %}
{% block main %}<h1>Lettres</h1>
<form method="post" novalidate>{% csrf_token %}{{ form }}
<button class="btn" type="submit">Envoyer</button></form>
{% endblock %}"""


@login_not_required
def letters(request: HttpRequest) -> HttpResponse:
    """A form on a page, and a message once it has been sent."""
    form = Letter(request.POST or None)
    if form.is_valid():
        messages.success(request, "La lettre est partie.")
    return HttpResponse(engines["django"].from_string(LETTERS).render({"form": form}, request))


@login_not_required
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """What a button sends, and that is no page."""
    return HttpResponse("sent")


@login_not_required
@require_safe
def reading(request: HttpRequest) -> HttpResponse:
    """A page that takes no form."""
    return HttpResponse("read")


@login_not_required
def explained(request: HttpRequest) -> HttpResponse:
    """An answer to a machine, which says itself why it refuses."""
    return HttpResponseNotAllowed(["POST"], '{"error": "method"}', content_type="application/json")


urlpatterns = [
    path("", include("jurande.ui.urls")),
    path("lettres/", letters),
    path("cadres/<slug:name>/", frames),
    path("400/", failing(BadRequest("unreadable"))),
    path("403/", failing(PermissionDenied("closed"))),
    path("404/", failing(Http404("nowhere"))),
    path("500/", failing(RuntimeError("broken"))),
    path("expire/", expired),
    path("acte/", act),
    path("lecture/", reading),
    path("machine/", explained),
    path("refus/", failing(Refused(REFUSED))),
]
