"""What happens to a small form of a candidacy's page when it is not filled as it should be."""

from __future__ import annotations

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render

from jurande.accounts.http import Request
from jurande.candidacies.models import Candidacy


def act_again(request: Request, form: BaseForm, candidacy: Candidacy, act: str) -> HttpResponse:
    """The form by itself, with what was typed and every error; `act` is the word of its button. Nothing was written."""
    context = {"form": form, "candidacy": candidacy, "act": act}
    return render(request, "candidacies/act.html", context, status=422)
