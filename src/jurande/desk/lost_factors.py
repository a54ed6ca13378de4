"""A second factor lost: the people whom a centre evaluates, enrols and convenes, and the act that lets them in again.

The staff of a centre are in its team (`accounts`): this page is for those whom no team names.
"""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jurande.accounts import second_factors
from jurande.accounts.access import centre_of, only
from jurande.accounts.http import Request
from jurande.accounts.models import FactorReset, Membership, User
from jurande.accounts.views import reset_page
from jurande.candidacies.models import Candidacy
from jurande.juries.models import Member as Seat
from jurande.ledger.queries import history
from jurande.organisations.models import ExamCentre
from jurande.rules.lifecycles import Role

STAFF = (Role.MANAGER, Role.SECRETARY)
PAGE = 25


def known_to(centre: ExamCentre) -> QuerySet[User]:
    """The accounts of a centre's evaluators, candidates and jurors, each annotated with what it is."""
    evaluators = Membership.objects.filter(role=Role.EVALUATOR.value, centre=centre, ended_at__isnull=True)
    mine = {"user": OuterRef("pk")}
    people = User.objects.annotate(
        evaluates=Exists(evaluators.filter(**mine)),
        applies=Exists(Candidacy.objects.filter(centre=centre, **mine)),
        sits=Exists(Seat.objects.filter(session__centre=centre, **mine)),
        sent_at=FactorReset.objects.filter(FactorReset.WAITS, **mine).values("created_at")[:1],
    )
    return people.filter(Q(evaluates=True) | Q(applies=True) | Q(sits=True))


@only(*STAFF)
@require_safe
def listing(request: Request) -> HttpResponse:
    """Those of them who have a second factor, or a link that waits; and the latest acts."""
    centre = centre_of(request)
    people = known_to(centre).filter(second_factors.lost("pk")).exclude(pk=request.member.user.pk)
    context = {
        "page": Paginator(people.order_by("name", "pk"), PAGE).get_page(request.GET.get("page")),
        "history": history(second_factors.refs_of(centre)),
    }
    return render(request, "desk/lost_factors.html", context)


@only(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: Request, pk: UUID) -> HttpResponse:
    """Set back the second factor of one of them."""
    return reset_page(
        request, get_object_or_404(known_to(centre_of(request)), pk=pk), back=reverse("desk:lost_factors")
    )
