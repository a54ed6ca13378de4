"""Who knocks at each address of the application, and what they are answered on the objects of the demo's story.

A row names the answers of those who are let in. Whoever it does not name finds no page (404), a visitor is led to the
login, and a method that the page does not take is refused (405) to the roles that the page is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jurande.desk.national.kinds import KINDS
from jurande.desk.story import people
from jurande.rules.lifecycles import Role

# Who knocks -----------------------------------------------------------------------------------

NATIONAL, MANAGER, SECRETARY, AUDITOR = "national", "manager", "secretary", "auditor"
EVALUATOR, JUROR, PRESIDENT, CANDIDATE, TRAINER = "evaluator", "juror", "president", "candidate", "training_body"
NOT_ADMITTED = "candidate who was not admitted"
STRANGER = "secretary of another centre"
NOBODY = "account without a role"
VISITOR, TUTOR, INVITED = "visitor", "bearer of the tutor's link", "bearer of an invitation"
PACKED = "bearer of the link to a jury's files"
LOST = "bearer of the link that follows a lost second factor"

ADDRESSES = {
    NATIONAL: people.NATIONAL.email,
    MANAGER: people.MANAGER.email,
    SECRETARY: people.SECRETARY.email,
    AUDITOR: people.AUDITOR.email,
    EVALUATOR: people.EVALUATORS[0].email,
    JUROR: "valcourt@jury.demo",
    PRESIDENT: "presidente@jury.demo",
    CANDIDATE: people.CORENTIN.email,
    NOT_ADMITTED: people.ONDINE.email,
    TRAINER: people.TRAINER.email,
    STRANGER: people.OTHER_SECRETARY.email,
    NOBODY: "personne@nulle-part.demo",
}
ROLES = {who: Role(who) for who in set(ADDRESSES) & set(Role) - {PRESIDENT}} | {
    STRANGER: Role.SECRETARY,
    NOT_ADMITTED: Role.CANDIDATE,
    PRESIDENT: Role.JUROR,  # a quality, in one session
}
LOGGED_IN = frozenset(ADDRESSES)
WITHOUT_ACCOUNT = frozenset({VISITOR, TUTOR, INVITED, PACKED, LOST})
EVERYBODY = LOGGED_IN | WITHOUT_ACCOUNT
MEMBERS = LOGGED_IN - {NOBODY}
STAFF = frozenset({MANAGER, SECRETARY})
READERS = STAFF | {AUDITOR}
BENCH = frozenset({JUROR, PRESIDENT})
CANDIDATES = frozenset({CANDIDATE, NOT_ADMITTED})

LOGIN = "login"  # led to the login
type Answer = int | str
type Answers = Mapping[Answer, frozenset[str]]


@dataclass(frozen=True)
class Row:
    """One address. `on` names the object of the story that fills it; `get` and `post` say who is answered what."""

    name: str
    on: str = ""
    get: Answers = field(default_factory=dict)
    post: Answers = field(default_factory=dict)
    visitors: Answer = LOGIN

    @property
    def let_in(self) -> frozenset[str]:
        """Those who are answered otherwise than by « no page here », by one method or the other."""
        return frozenset().union(*self.get.values(), *self.post.values())

    def answer(self, who: str, method: str, page_is_for: frozenset[Role]) -> Answer:
        """What `who` should be answered by a page that is for these roles."""
        answers = self.get if method == "get" else self.post
        named = [answer for answer, people in answers.items() if who in people]
        if named:
            return named[0]
        if who in self.let_in or (not answers and ROLES.get(who) in page_is_for):
            return 405
        return 404 if who in LOGGED_IN else self.visitors


# What they are answered ---------------------------------------------------------------------


def page(name: str, on: str = "", *, to: frozenset[str], post: Answers | None = None) -> Row:
    """A page that `to` may read; `post` says what its form is answered."""
    return Row(name, on, get={200: to}, post=post or {})


def act(name: str, on: str, answers: Answers) -> Row:
    """An act: a form sent, never a page."""
    return Row(name, on, post=answers)


def public(name: str, on: str = "") -> Row:
    """A page open to all, that takes nothing."""
    return Row(name, on, get={200: EVERYBODY})


def one(*who: str) -> frozenset[str]:
    """These alone."""
    return frozenset(who)


DOOR: Answers = {200: WITHOUT_ACCOUNT, 302: LOGGED_IN}
TABLE = [
    # desk
    page("desk:lost_factors", to=STAFF | one(STRANGER)),
    page("desk:reset_factors", "juror's account", to=STAFF, post={422: STAFF}),
    Row("desk:home", get={302: CANDIDATES | {NOBODY}, 200: MEMBERS - CANDIDATES}),
    page("desk:candidacy", "planned", to=READERS | {TRAINER}),
    page("desk:document", "minutes", to=READERS | BENCH),
    # candidacies
    page("candidacies:list", to=READERS | {TRAINER, STRANGER}, post={302: READERS | {TRAINER, STRANGER}}),
    page("candidacies:enrol", to=STAFF | {STRANGER}, post={422: STAFF | {STRANGER}}),
    page("candidacies:correct_identity", "planned", to=STAFF, post={422: STAFF}),
    page("candidacies:correct_contact", "planned", to=STAFF, post={422: STAFF}),
    page("candidacies:request_vae", to=STAFF | {STRANGER}, post={422: STAFF | {STRANGER}}),
    page("candidacies:admissibility", "requested", to=READERS, post={302: STAFF}),
    act("candidacies:declare", "requested", {409: STAFF}),
    act("candidacies:file_validation", "requested", {422: STAFF}),
    act("candidacies:abandon", "planned", {422: STAFF}),
    # evaluations
    page("evaluations:list", to=READERS | {EVALUATOR, STRANGER}),
    page("evaluations:plan", "enrolled", to=STAFF, post={422: STAFF}),
    act("evaluations:report", "planned", {422: STAFF}),
    act("evaluations:summarise", "planned", {409: STAFF}),
    act("evaluations:reopen", "planned", {422: STAFF}),
    act("evaluations:ask_opinion", "planned", {422: STAFF}),
    page("evaluations:grid", "open grid", to=READERS | {EVALUATOR}),
    act("evaluations:answer", "open grid", {400: one(EVALUATOR)}),
    act("evaluations:sign", "open grid", {409: one(EVALUATOR)}),
    Row("evaluations:opinion", "tutor", get={200: one(TUTOR)}, post={422: one(TUTOR)}, visitors=404),
    # juries
    page("juries:list", to=READERS | BENCH | {STRANGER}),
    page("juries:prepare", to=STAFF | {STRANGER}, post={422: STAFF | {STRANGER}}),
    page("juries:directory", to=STAFF | {STRANGER}, post={302: STAFF | {STRANGER}}),
    page("juries:juror_add", to=STAFF | {STRANGER}, post={422: STAFF | {STRANGER}}),
    page("juries:juror", "juror", to=STAFF),
    page("juries:juror_correct", "juror", to=STAFF, post={422: STAFF}),
    act("juries:juror_leave", "juror", {422: STAFF}),
    act("juries:juror_back", "juror", {409: STAFF}),
    page("juries:session", "prepared jury", to=READERS),
    Row("juries:session", "room", get={302: READERS | BENCH}),
    act("juries:list_candidates", "prepared jury", {422: STAFF}),
    act("juries:designate", "prepared jury", {422: STAFF}),
    act("juries:call", "prepared jury", {302: STAFF}),
    act("juries:summon", "prepared jury", {409: STAFF}),
    page("juries:reschedule", "prepared jury", to=STAFF, post={422: STAFF}),
    page("juries:cancel", "prepared jury", to=STAFF, post={422: STAFF}),
    act("juries:attend", "prepared jury", {409: STAFF}),
    act("juries:sign_in", "room", {409: BENCH}),
    page("juries:reseat", "room", to=STAFF, post={422: STAFF}),
    page("juries:interrupt", "room", to=STAFF, post={422: STAFF}),
    page("juries:sheet", "room", to=READERS | BENCH),
    page("juries:scan", "room", to=STAFF, post={422: STAFF}),
    act("juries:remove_member", "member", {409: STAFF}),
    act("juries:decline", "call", {409: STAFF}),
    act("juries:take_back", "call", {409: STAFF}),
    act("juries:send_packs", "prepared jury", {409: STAFF}),
    act("juries:send_pack_again", "member", {409: STAFF}),
    Row("juries:pack", "pack", get={200: one(PACKED)}, post={302: one(PACKED)}, visitors=404),
    act("juries:inform", "prepared jury", {409: STAFF}),
    act("juries:unlist", "case", {409: STAFF}),
    page("juries:declare_bar", "case", to=BENCH, post={422: BENCH}),
    page("juries:bars", "case", to=STAFF, post={422: STAFF}),
    page("juries:room", "room", to=READERS | BENCH),
    act("juries:lodge_recourse", "refused case", {422: STAFF}),
    act("juries:answer_recourse", "recourse", {409: one(MANAGER)}),
    page("juries:after", "closed jury", to=READERS | BENCH),
    act("juries:send", "closed jury", {409: STAFF}),
    act("juries:answer", "closed jury", {409: STAFF}),
    act("juries:complete", "closed jury", {422: STAFF}),
    page("juries:transmissions", to=one(NATIONAL)),
    page("juries:transmission", "sent file", to=one(NATIONAL)),
    act("juries:download", "sent file", {200: one(NATIONAL)}),
    act("juries:receive", "sent file", {409: one(NATIONAL)}),
    act("juries:remark", "sent file", {422: one(NATIONAL)}),
    act("juries:check", "sent file", {409: one(NATIONAL)}),
    act("juries:attest", "juror's seat", {302: STAFF | {JUROR}}),
    page("juries:expenses", "juror's seat", to=STAFF | {JUROR}, post={422: STAFF | {JUROR}}),
    page("juries:attendance", to=READERS | {STRANGER}),
    act("juries:establish", "", {302: STAFF, 409: one(STRANGER)}),
    page("juries:spreadsheet", to=READERS | {STRANGER}),
    act("juries:signing_code", "closed jury", {302: BENCH}),
    act("juries:sign", "closed jury", {422: BENCH}),
    act("juries:finish_signing", "closed jury", {422: BENCH | STAFF}),
    act("juries:attach_signed", "closed jury", {422: STAFF}),
    page("juries:rectify", "closed jury", to=one(PRESIDENT), post={422: one(PRESIDENT)}),
    act("juries:sign_rectification", "closed jury", {422: one(PRESIDENT)}),
    page("juries:version", "room", to=READERS | BENCH),
    act("juries:conform", "room", {409: BENCH}),
    page("juries:decide_together", "room", to=BENCH, post={422: BENCH}),
    act("juries:close", "room", {409: BENCH}),
    act("juries:examine", "case", {409: BENCH}),
    act("juries:open_vote", "case", {409: BENCH - {PRESIDENT}, 422: one(PRESIDENT)}),
    act("juries:vote", "case", {302: BENCH}),
    act("juries:record_vote", "case", {302: BENCH}),
    act("juries:decide", "case", {409: BENCH - {PRESIDENT}, 422: one(PRESIDENT)}),
    # certificates
    public("verification:search"),
    public("verification:verify", "public code"),
    page("certificates:list", to=READERS | {NATIONAL, STRANGER}, post={422: one(NATIONAL)}),
    page("certificates:one", "certificate", to=READERS | {NATIONAL}),
    page("certificates:mine", to=CANDIDATES),
    page("certificates:pdf", "certificate", to=READERS | {NATIONAL, CANDIDATE}),
    page("certificates:statement_pdf", "statement", to=READERS | {CANDIDATE}),
    page("certificates:notice_pdf", "refused case", to=READERS | {NOT_ADMITTED}),
    page("certificates:notify", "VAE case", to=STAFF, post={422: STAFF}),
    act("certificates:withdraw", "certificate", {422: one(NATIONAL)}),
    act("certificates:lodge_recourse", "refused case", {422: one(NOT_ADMITTED)}),
    page("certificates:recourse_answer_pdf", "recourse", to=one(NOT_ADMITTED)),
    page("certificates:frauds", to=READERS | {NATIONAL, STRANGER}),
    page("certificates:fraud", "fraud", to=READERS | {NATIONAL}),
    page("certificates:fraud_letter", "fraud letter", to=READERS | {NATIONAL, CANDIDATE}),
    act("certificates:consult_fraud", "fraud", {302: one(NATIONAL)}),
    act("certificates:report_fraud", "certificate", {422: one(NATIONAL)}),
    act("certificates:report_on", "planned", {422: STAFF}),
    act("certificates:call_to_hearing", "fraud", {422: STAFF | {NATIONAL}}),
    act("certificates:hear", "fraud", {422: STAFF | {NATIONAL}}),
    act("certificates:decide_fraud", "fraud", {422: one(NATIONAL)}),
    act("certificates:withdraw_blocks", "fraud", {422: one(NATIONAL)}),
    # declarations
    page("declarations:list", to=READERS | {NATIONAL, STRANGER}),
    page("declarations:one", "declaration", to=READERS),
    page("declarations:one", "exported declaration", to=READERS | {NATIONAL}),
    act("declarations:prepare", "declaration", {422: STAFF}),
    act("declarations:rework", "declaration", {422: STAFF}),
    act("declarations:export", "", {409: one(NATIONAL)}),
    page("declarations:download", "file", to=one(NATIONAL)),
    # the national level
    page("organisations:index", to=one(NATIONAL)),
    *(page("organisations:list", kind, to=one(NATIONAL)) for kind in KINDS),
    *(page("organisations:add", kind, to=one(NATIONAL), post={422: one(NATIONAL)}) for kind in KINDS),
    *(page("organisations:one", f"of {kind}", to=one(NATIONAL), post={422: one(NATIONAL)}) for kind in KINDS),
    *(
        act("organisations:end", f"of {kind}", {422: one(NATIONAL)})
        for kind in KINDS
        if kind not in {"syndicats", "commissions"}
    ),
    act("organisations:reopen", "of centres", {409: one(NATIONAL)}),
    act("organisations:represent", "union", {422: one(NATIONAL)}),
    act("organisations:end_period", "period", {422: one(NATIONAL)}),
    act("organisations:invite_manager", "centre", {422: one(NATIONAL)}),
    page("organisations:choices", to=one(NATIONAL)),
    page("organisations:choice", "question", to=one(NATIONAL), post={422: one(NATIONAL)}),
    # catalogue
    public("catalogue:index"),
    public("catalogue:record", "record"),
    public("catalogue:record_json", "record"),
    # accounts
    page("accounts:me", to=LOGGED_IN),
    page("accounts:choose", to=LOGGED_IN, post={404: LOGGED_IN}),
    Row("accounts:enter_again", "reset", get={200: one(LOST)}, post={302: one(LOST)}, visitors=404),
    page("accounts:team", to=one(MANAGER, NATIONAL), post={422: one(MANAGER, NATIONAL)}),
    act("accounts:end", "evaluator's role", {302: one(MANAGER)}),
    act("accounts:end", "manager's role", {409: one(MANAGER), 302: one(NATIONAL)}),
    page("accounts:reset_factors", "evaluator's role", to=one(MANAGER), post={422: one(MANAGER)}),
    page(
        "accounts:reset_factors",
        "manager's role",
        to=one(MANAGER, NATIONAL),
        post={422: one(MANAGER, NATIONAL)},
    ),
    act("accounts:call_back", "invitation to the centre", {302: one(MANAGER)}),
    act("accounts:call_back", "invitation to the national level", {302: one(NATIONAL)}),
    Row("accounts:accept", "invitation", get={200: one(INVITED)}, post={302: one(INVITED)}, visitors=404),
    Row("accounts:email"),
    Row("accounts:confirm_email"),
    Row("accounts:confirm_email_key", "anything"),
    # django-allauth: coming in
    Row("account_login", get=DOOR, post=DOOR),
    Row("account_request_login_code", get=DOOR, post=DOOR),
    Row("account_confirm_login_code", get={302: EVERYBODY}, post={302: EVERYBODY}),
    Row("mfa_authenticate", get={302: EVERYBODY}, post={302: EVERYBODY}),
    Row("mfa_login_webauthn", get={302: EVERYBODY}, post={302: EVERYBODY}),
    Row("account_reset_password", get={200: EVERYBODY}, post={200: EVERYBODY}),
    public("account_reset_password_done"),
    Row("account_reset_password_from_key", "reset key", get={200: EVERYBODY}, post={200: EVERYBODY}),
    public("account_reset_password_from_key_done"),
    public("account_inactive"),
    Row("account_signup", get=DOOR, post=DOOR),
    Row("account_logout", get={200: LOGGED_IN, 302: WITHOUT_ACCOUNT}, post={302: EVERYBODY}),
    # django-allauth: one's own account
    Row("account_reauthenticate", get={403: LOGGED_IN}, post={403: LOGGED_IN}),
    Row("account_change_password", get={302: LOGGED_IN}, post={302: LOGGED_IN}),
    page("account_set_password", to=LOGGED_IN, post={200: LOGGED_IN}),
    page("mfa_index", to=LOGGED_IN),
    Row("mfa_reauthenticate", get={403: LOGGED_IN}, post={403: LOGGED_IN}),
    page("mfa_activate_totp", to=LOGGED_IN, post={200: LOGGED_IN}),
    Row("mfa_deactivate_totp"),
    Row("mfa_view_recovery_codes", get={404: LOGGED_IN}),
    page("mfa_generate_recovery_codes", to=LOGGED_IN, post={200: LOGGED_IN}),
    Row("mfa_download_recovery_codes"),
    page("mfa_list_webauthn", to=LOGGED_IN),
    page("mfa_add_webauthn", to=LOGGED_IN, post={200: LOGGED_IN}),
    Row("mfa_reauthenticate_webauthn", get={403: LOGGED_IN}, post={403: LOGGED_IN}),
    Row("mfa_edit_webauthn", "key"),
    Row("mfa_remove_webauthn", "key"),
    # django-allauth: not for us, shadowed by accounts
    Row("account_email"),
    Row("account_email_verification_sent"),
    Row("account_confirm_email", "anything"),
    # the house
    public("ui:accessibility"),
    public("ui:personal_data"),
    public("ui:gallery"),
]
