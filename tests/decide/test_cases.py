"""The worked cases of docs/decide: what the rules answer, word for word, and what the schemas say of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jurande.decide.chapters import CHAPTERS
from tests.decide.asked import CASES, PUBLISHED, decide, published, schema

NAMES = sorted(path.name.removesuffix(".input.json") for path in CASES.glob("*.input.json"))


def test_every_chapter_has_two_worked_cases() -> None:
    assert sorted(f"{chapter}-{number}" for chapter in CHAPTERS for number in (1, 2)) == NAMES
    assert sorted(path.name for path in CASES.glob("*.output.json")) == [f"{name}.output.json" for name in NAMES]


def test_the_page_asks_the_question_of_every_chapter_and_links_every_case() -> None:
    page = (PUBLISHED / "README.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` | {chapter.asks} |" in page for name, chapter in CHAPTERS.items())
    assert all(f"(cases/{name}.input.json)" in page for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_worked_case_is_answered_as_published(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    answered = decide(capsys, name.rsplit("-", 1)[0], published(name))
    assert (answered.code, answered.err) == (0, "")
    assert answered.out == (CASES / f"{name}.output.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_worked_case_and_its_answer_follow_the_schemas(name: str) -> None:
    chapter = name.rsplit("-", 1)[0]
    schema(chapter, "input").validate(published(name))
    answer = json.loads((CASES / f"{name}.output.json").read_text(encoding="utf-8"))
    schema(chapter, "output").validate(answer)


# What each worked case is there to show, read in the answer.
SHOWN: dict[str, dict[str, object]] = {
    "enrolment-1": {"decision": "accepted", "claim.decision": "claim", "whole": True},
    "enrolment-2": {"decision": "refused", "reasons.0.clause": "record.routes", "reasons.0.holds": False},
    "admissibility-1": {"decision": "tacitly_admissible", "effective_on": "2026-04-01"},
    "admissibility-2": {"decision": "lapsed", "lapses_after": "2026-09-30"},
    "planning-1": {"decision": "accepted"},
    "planning-2": {"decision": "refused"},
    "evaluation-1": {"decision": "ready", "presentable": ["RNCP28245BC01"], "blocks.1.divergence": True},
    "evaluation-2": {"decision": "not_ready", "presentable": []},
    "agenda-1": {"decision": "ready_late", "reasons.1.clause": "law.R6412-5", "reasons.1.holds": False},
    "agenda-2": {"decision": "blocked", "reasons.0.clause": "record.concertation", "reasons.8.clause": "choice.fraud"},
    "jury-1": {"decision": "may_not_sit", "surplus_side": "employers", "surplus": 1},
    "jury-2": {
        "decision": "may_sit",
        "surplus": 0,
        "candidacies.1.president": "E2",
        "candidacies.2.decision": "may_not_decide",
        "commission.decision": "told_before_a_change",
    },
    "leave-1": {"decision": "reimbursed", "reasons.1.clause": "branch-2022.37.1"},
    "leave-2": {"decision": "paid_only", "reasons.1.clause": "branch-2014.composition"},
    "voting-1": {"decision": "carried", "abstained": 1, "tie": False},
    "voting-2": {"decision": "not_carried", "tie": True, "casting": "abstain"},
    "deliberation-1": {"decision": "recorded", "tally.tie": True, "tally.casting": "for"},
    "deliberation-2": {"decision": "refused", "proposal.decision": "not_admissible"},
    "grouping-1": {"decision": "together"},
    "grouping-2": {"decision": "alone", "reasons.0.holds": False, "reasons.1.holds": False, "reasons.2.holds": False},
    "recourse-1": {"decision": "received", "until": "2026-07-16", "answered.decision": "answered"},
    "recourse-2": {
        "decision": "inadmissible",
        "answered.decision": "refused",
        "answered.faults.0.code": "recourse.in_time",
    },
    "fraud-1": {"decision": "not_decided", "effect": "none", "hearing.decision": "recorded"},
    "fraud-2": {
        "decision": "decided",
        "effect": "excluded_and_to_withdraw",
        "withdrawal.decision": "refused",
        "withdrawal.ground": "choice.fraud",
    },
    "award-1": {"decision": "awarded", "awarded_on": "2022-06-16", "claim.decision": "claim"},
    "award-2": {"decision": "not_awarded", "kept.0.until": "2031-04-09", "kept.1.decision": "expired"},
    "notification-1": {"decision": "due", "notify_by": "2026-04-24"},
    "notification-2": {"decision": "notified_late", "notify_by": "2026-04-24"},
    "transmission-1": {"decision": "complete", "due_on": "2026-07-09", "late": False},
    "transmission-2": {"decision": "incomplete", "missing": ["letter", "composition"], "late": True},
    "allowance-1": {"decision": "owed", "euros": 100, "juries.1.held_on": "2026-06-16"},
    "allowance-2": {"decision": "nothing", "euros": 0, "juries.0.euros": 0},
    "declaration-1": {"decision": "to_declare", "send_by": "2022-09-16", "reasons.7.holds": False},
    "declaration-2": {"decision": "to_declare", "missing": ["identity.sex", "certifier.contract_id"]},
}


def test_a_result_withdrawn_since_the_summary_holds_a_candidate_back(capsys: pytest.CaptureFixture[str]) -> None:
    case = published("agenda-1")
    case["facts"]["withdrawn"] = ["Bloc 1"]
    answer = decide(capsys, "agenda", case).answer
    assert answer["decision"] == "blocked"
    assert [reason["code"] for reason in answer["reasons"] if not reason["holds"]] == [
        "withdrawal.relied_on",
        "agenda.vae_jury",
    ]


def at(answer: Any, place: str) -> object:
    """What stands at a place of an answer."""
    for key in place.split("."):
        answer = answer[int(key) if key.isdigit() else key]
    return answer


@pytest.mark.parametrize("name", NAMES)
def test_a_worked_case_shows_what_it_is_there_for(name: str) -> None:
    answer = json.loads((CASES / f"{name}.output.json").read_text(encoding="utf-8"))
    assert {place: at(answer, place) for place in SHOWN[name]} == SHOWN[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_reason_is_said_in_french_on_a_clause_that_a_person_can_find(name: str) -> None:
    def reasons(answer: Any) -> Any:
        for key, value in answer.items():
            if key == "reasons":
                yield from value
            for within in value if isinstance(value, list) else [value]:
                if isinstance(within, dict) and key != "reasons":
                    yield from reasons(within)

    found = list(reasons(json.loads((CASES / f"{name}.output.json").read_text(encoding="utf-8"))))
    assert found
    for reason in found:
        assert reason["text"].endswith(".")
        assert reason["source"]
        assert reason["clause"].split(".")[0] in {
            "record",
            "law",
            "choice",
            *(f"branch-{of}" for of in ("old", "2014", "2019", "2022")),
        }
