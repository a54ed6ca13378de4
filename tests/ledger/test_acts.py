"""Every act has its French words."""

from __future__ import annotations

import pytest

from jurande.ledger.acts import ERASE, act_errors, act_label, register_act


def test_a_registered_act_has_its_words() -> None:
    register_act("sample.first", "Premier essai")
    assert act_label("sample.first") == "Premier essai"
    assert act_errors("sample.first") == []


def test_the_ledger_names_its_own_act() -> None:
    assert act_label(ERASE) == "Détails d’une écriture effacés"


def test_the_same_words_may_be_registered_twice() -> None:
    register_act("sample.second", "Deuxième essai")
    register_act("sample.second", "Deuxième essai")


@pytest.mark.parametrize(
    ("code", "label", "complaint"),
    [
        pytest.param("enrol", "Inscription", "attendu un code", id="no app in the code"),
        pytest.param("Sample.enrol", "Inscription", "attendu un code", id="capital"),
        pytest.param("sample.third", " ", "le libellé est vide", id="no words"),
        pytest.param(ERASE, "Autre chose", "déjà nommé", id="other words already"),
    ],
)
def test_an_act_is_refused_without_good_code_and_words(code: str, label: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        register_act(code, label)


def test_an_act_without_words_cannot_be_recorded_but_an_old_one_is_still_shown() -> None:
    assert "register_act" in act_errors("sample.unheard_of")[0]
    assert act_label("sample.unheard_of") == "sample.unheard_of"
