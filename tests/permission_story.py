"""The demo's story on the day of its jury, as those who knock at each address of the permission table meet it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from jurande.accounts.invitations import Offer, invite
from jurande.accounts.links import digest
from jurande.accounts.models import FactorReset, Grant, Invitation, Membership, User
from jurande.candidacies import fraud
from jurande.candidacies.admissibility import request_vae
from jurande.candidacies.models import Candidacy, FraudCase
from jurande.certificates.models import BlockStatement, Certificate
from jurande.declarations.models import Declaration, DeclarationFile
from jurande.desk.national.kinds import KINDS
from jurande.desk.story import people
from jurande.documents.models import StoredDocument
from jurande.evaluations import opinions
from jurande.evaluations.models import Grid, OpinionRequest
from jurande.juries.after import recourse
from jurande.juries.models import Case, Juror, JurySession, Member, PackLink, Recourse, Transmission, UnionCall
from jurande.ledger.actors import Actor
from jurande.organisations.models import Representativity, TrainingBody
from jurande.rules.certification import RouteCode
from jurande.rules.dates import PARIS
from jurande.rules.lifecycles import Case as CaseState
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Recourse as RecourseState
from jurande.rules.lifecycles import Role
from jurande.rules.lifecycles import Session as SessionState
from tests.factories import ApplicationFactory, CivilStatusFactory
from tests.permission_table import (
    ADDRESSES,
    EVALUATOR,
    INVITED,
    JUROR,
    LOST,
    MANAGER,
    NATIONAL,
    NOBODY,
    PACKED,
    TUTOR,
    Row,
)
from tests.told import acting, browser_of

NOW = datetime(2026, 4, 9, 14, 30, tzinfo=PARIS)
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|TRUNCATE|MERGE)|FOR (NO KEY )?UPDATE")


class Story:
    """The demo's story on the day of its jury: a session for each role, and what fills the addresses."""

    def __init__(self) -> None:
        User.objects.create_user(ADDRESSES[NOBODY], name="Personne", now=NOW)
        Candidacy.objects.filter(person__birth_name="Kerviel-Adjovi").update(training_body=TrainingBody.objects.get())
        # A jury closed not long ago: the time for recourse runs, its members still read what they decided.
        Grant.objects.filter(subject__startswith="jury:").update(until=None)
        self.sessions = {who: browser_of(address).session.session_key or "" for who, address in ADDRESSES.items()}
        invited(Role.NATIONAL, by=NATIONAL)
        self.links = {
            "tutor": tutor_link(),
            "invitation": invited(Role.SECRETARY, by=MANAGER),
            "pack": pack_link(),
            "reset": reset_link(),
        }
        self.objects = self._objects()

    def browser(self, who: str) -> Client:
        """A browser where `who` is logged in, if they have an account."""
        client = Client()
        if who in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client

    def address(self, row: Row, who: str) -> str:
        """Where the row leads for `who`: a link's secret is known to its bearer only."""
        if row.on in self.links:
            bearer = {"tutor": TUTOR, "invitation": INVITED, "pack": PACKED, "reset": LOST}[row.on]
            return reverse(row.name, args=[self.links[row.on] if who == bearer else "made-up"])
        filled = self.objects.get(row.on)
        return reverse(row.name, args=filled if isinstance(filled, tuple) else [filled] if row.on else [])

    def ask(self, row: Row, who: str, method: str, written: list[str]) -> HttpResponse:
        """The answer, whose traces are wiped at once. What it writes, but for its session, joins `written`."""

        def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            if WRITES.search(sql) and "django_session" not in sql:
                written.append(sql[:120])
            return execute(sql, *rest)

        cache.clear()
        data = {"csrfmiddlewaretoken": "sent with every form"} if method == "post" else {}
        with transaction.atomic(), connection.execute_wrapper(watch):
            response: HttpResponse = getattr(self.browser(who), method)(self.address(row, who), data)
            transaction.set_rollback(True)
        return response

    @staticmethod
    def _objects() -> dict[str, object]:
        """By the word that a row says; all of them are of the same centre."""
        prepared = JurySession.objects.get(state=SessionState.PREPARED)
        room = JurySession.objects.get(state=SessionState.DELIBERATING)
        corentin = Certificate.objects.get(award__person__birth_name="Abalain-Mercier")
        ondine = Case.objects.get(candidacy__person__birth_name="Beaucastel")
        planned = Candidacy.objects.get(person__birth_name="Kerviel-Adjovi")
        suspicion = called_to_be_heard(Candidacy.objects.get(pk=corentin.award.candidacy.partition(":")[2]))
        return {
            "requested": vae_request(planned).pk,
            "enrolled": Candidacy.objects.filter(state="enrolled")[0].pk,
            "planned": planned.pk,
            "open grid": Grid.objects.filter(candidacy=planned, state=GridState.OPEN)[0].pk,
            "prepared jury": prepared.pk,
            "room": room.pk,
            "closed jury": ondine.session_id,
            "sent file": Transmission.objects.get(session=ondine.session_id).pk,
            "juror's seat": Member.objects.get(session=ondine.session_id, user__email=ADDRESSES[JUROR]).pk,
            "case": Case.objects.filter(session=room, state=CaseState.EXAMINED)[0].pk,
            "juror": Juror.objects.filter(centre=prepared.centre)[0].pk,
            "juror's account": Member.objects.filter(session=room, user__email=ADDRESSES[JUROR])[0].user_id,
            "member": Member.objects.filter(session=room)[0].pk,
            "call": UnionCall.objects.filter(session=room)[0].pk,
            "minutes": StoredDocument.objects.filter(kind="minutes").latest("created_at").pk,
            "certificate": corentin.pk,
            "statement": BlockStatement.objects.filter(block__candidacy=corentin.award.candidacy)[0].pk,
            "refused case": ondine.pk,
            "VAE case": Case.objects.get(candidacy__route="vae", session=ondine.session_id).pk,
            "recourse": answered_recourse(ondine).pk,
            "fraud": suspicion.pk,
            "fraud letter": StoredDocument.objects.get(kind="fraud_hearing", subject=suspicion.ref).pk,
            "declaration": Declaration.objects.get(state="to_prepare").pk,
            "exported declaration": Declaration.objects.filter(state="exported")[0].pk,
            **{name: name for name in KINDS},
            **{f"of {name}": (name, kind.rows[0].pk) for name, kind in KINDS.items()},
            "centre": prepared.centre_id,
            "union": "CGT",
            "period": Representativity.objects.filter(union="CGT")[0].pk,
            "question": "kept",
            "file": DeclarationFile.objects.get().pk,
            "public code": corentin.code,
            "record": "RNCP28245",
            "evaluator's role": Membership.objects.get(user__email=ADDRESSES[EVALUATOR]).pk,
            "manager's role": Membership.objects.get(user__email=ADDRESSES[MANAGER]).pk,
            "invitation to the centre": Invitation.objects.get(role=Role.SECRETARY).pk,
            "invitation to the national level": Invitation.objects.get(role=Role.NATIONAL).pk,
            "anything": "x",
            "key": 1,
            "reset key": ("a", "b"),
        }


def answered_recourse(case: Case) -> Recourse:
    """A recourse of long ago, dismissed in writing."""
    lodged = Recourse.objects.create(
        case=case, state=RecourseState.LODGED.value, received_on=case.session.held_on, grounds="C10 était acquise."
    )
    manager = acting(people.MANAGER, Role.MANAGER)
    return recourse.dismiss(recourse=lodged, answer="Elle ne l’était pas.", actor=manager, now=NOW)


def called_to_be_heard(candidacy: Candidacy) -> FraudCase:
    """A suspicion about a candidate who was called to be heard."""
    secretary = acting(people.SECRETARY, Role.SECRETARY)
    reported = fraud.report(candidacy=candidacy, facts="Rapport copié.", actor=secretary, now=NOW)
    return fraud.call_to_hearing(
        fraud=reported, hearing_on=NOW.date(), hearing_at=NOW.time(), place="Salle Vulcain", actor=secretary, now=NOW
    )


def vae_request(beside: Candidacy) -> Candidacy:
    """A VAE that somebody just requested in the centre of another candidacy."""
    application = ApplicationFactory.build(route=RouteCode.VAE, company=None, entered_training_on=None)
    return request_vae(
        centre=beside.centre,
        civil=CivilStatusFactory.build(),
        application=application,
        filed_on=NOW.date(),
        in_initial_training=False,
        actor=acting(people.SECRETARY, Role.SECRETARY),
        now=NOW,
    )


def tutor_link() -> str:
    """The secret of a link that a tutor was just sent."""
    waiting = OpinionRequest.objects.select_related("candidacy__centre").filter(state="asked")[0]
    secrets: list[str] = []
    opinions.ask(
        candidacy=waiting.candidacy,
        block_code=waiting.block_code,
        expected_on=NOW.date(),
        link=keep(secrets),
        actor=acting(people.SECRETARY, Role.SECRETARY),
        now=NOW,
    )
    return secrets[0]


def pack_link() -> str:
    """The secret of a link to the files of the day's jury, that its member has not opened."""
    link = PackLink.objects.filter(member__session__state=SessionState.DELIBERATING)[0]
    link.token_digest, link.opened_at = digest("pack"), None
    link.save(update_fields=["token_digest", "opened_at"])
    return "pack"


def reset_link() -> str:
    """The secret of a link sent to somebody who lost their second factor."""
    lost = User.objects.create_user("perdu@nulle-part.demo", name="Perdu", now=NOW)
    FactorReset.objects.create(
        user=lost, token_digest=digest("reset"), created_at=NOW, expires_at=NOW + timedelta(days=7)
    )
    return "reset"


def invited(role: Role, by: str) -> str:
    """The secret of an invitation just sent."""
    giver = Membership.objects.get(user__email=ADDRESSES[by])
    secrets: list[str] = []
    invite(
        offer=Offer(email=f"{role}@vdb.demo", name="Rosalie", role=role, centre=giver.centre),
        by=giver,
        link=keep(secrets),
        actor=Actor(giver.user.ref, Role(giver.role), giver.user.name),
        now=NOW,
    )
    return secrets[0]


def keep(secrets: list[str]) -> Callable[[str], str]:
    """Keeps the secret of a link as the recipient of the message would."""

    def link(token: str) -> str:
        secrets.append(token)
        return token

    return link
