"""What must be true of a jury's day during which servers were killed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

from tests.faults.installation import VICTIMS, Installation
from tests.faults.scripted_day import ScriptedDay


def survive(site: Installation, *, kills: int, seed: int) -> None:
    """Play one day with so many kills, the victims in turn; raises AssertionError when something is lost or doubled."""
    site.start()
    try:
        script = ScriptedDay(site, Random(seed))  # noqa: S311  # moments of a test, repeated by their seed
        day = script.run([VICTIMS[number % len(VICTIMS)] for number in range(kills)])
        # Later, when what a dead worker had claimed is free again.
        for _ in range(3):
            site.run("worker", "--once", JURANDE_NOW="2026-04-09T15:30")
    finally:
        site.stop()
    assert day.closed
    _votes(script)
    _decisions(script)
    _papers(script, site.var)
    assert "intact" in site.run("ledger", "verify").stdout.lower()


def _votes(script: ScriptedDay) -> None:
    """Every acknowledged vote is there as it was cast, none twice, none that nobody cast."""
    kept = {row["id"]: row["choice"] for row in script.rows("SELECT v.id, v.choice FROM juries_vote v "
            "JOIN juries_case c ON c.id = v.case_id WHERE c.id = ANY(%s)", list(script.day.decisions))}  # fmt: skip
    assert kept == script.day.votes
    written = Counter(row["subject"] for row in script.rows("SELECT subject FROM ledger_entry WHERE act = 'jury.vote'"))
    for case in script.day.decisions:
        assert written[f"case:{case}"] == len(script.day.votes) / len(script.day.decisions)


def _decisions(script: ScriptedDay) -> None:
    """Each case has the decision that was acknowledged, written once; the jury was closed once."""
    rows = script.rows("SELECT id, verdict FROM juries_case WHERE id = ANY(%s)", list(script.day.decisions))
    assert {row["id"]: row["verdict"] for row in rows} == script.day.decisions
    entries = script.rows("SELECT act, subject FROM ledger_entry WHERE act IN ('jury.decide', 'jury.close')")
    counts = Counter((row["act"], row["subject"]) for row in entries)
    assert all(counts["jury.decide", f"case:{case}"] == 1 for case in script.day.decisions)
    assert set(counts.values()) == {1}


def _papers(script: ScriptedDay, var: Path) -> None:
    """One paper of each kind for each object, one certificate for each award, no message forgotten."""
    doubled = script.rows(
        "SELECT kind, subject FROM documents_storeddocument WHERE kind IN ('certificate', 'minutes', 'partial_notice') "
        "GROUP BY kind, subject HAVING count(*) > 1"
    )
    assert doubled == []
    [counted] = script.rows(
        "SELECT (SELECT count(*) FROM register_award) AS awards, "
        "(SELECT count(*) FROM certificates_certificate) AS certificates"
    )
    assert counted["awards"] == counted["certificates"]
    assert script.rows("SELECT 1 FROM outbox_message WHERE sent_at IS NULL AND last_error = ''") == []
