"""The enrolment form as a secretary fills it."""

from __future__ import annotations

from typing import Any

from tests.factories import BC01, BC02, RECORD

FILLED: dict[str, Any] = {
    "record_code": RECORD,
    "route": "continuing",
    "blocks": [BC01, BC02],
    "birth_name": "Abalain-Mercier",
    "first_name": "Corentin",
    "sex": "M",
    "born_on": "1991-02-03",
    "birth_place": "Quimper",
    "birth_insee": "29232",
    "birth_country": "France",
    "email": "corentin@courriel.test",
    "company_name": "Emboutissage Ternois",
    "company_siret": "382 739 555 00011",
    "company_city": "Braise-sur-Orne",
    "tutor_name": "Pascal Gaudry-Ménard",
    "tutor_email": "tuteur@ternois.test",
    "entered_training_on": "2026-01-05",
}


def filled(**changes: Any) -> dict[str, Any]:
    """The form, filled but for the changes; None leaves a field out."""
    return {name: value for name, value in (FILLED | changes).items() if value is not None}
