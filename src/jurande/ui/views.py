"""The pages that belong to the whole house: two information pages and the gallery of components."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jurande.ui.gallery import showcase


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the application aims at, what was checked and by whom, where to write."""
    return render(request, "ui/accessibility.html")


@login_not_required
@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, for how long, and their rights."""
    return render(request, "ui/personal_data.html")


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, in development and demos only.

    Raises Http404 elsewhere: its people and decisions are invented.
    """
    if not (settings.DEBUG or settings.JURANDE_DEMO):
        raise Http404
    return render(request, "ui/gallery.html", showcase())
