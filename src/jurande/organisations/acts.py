"""The acts on organisations and on the choices of the authority, in the words of a history."""

ACTS = {
    "organisation.add": "Fiche enregistrée",
    "organisation.change": "Fiche modifiée",
    "organisation.close": "Fermeture enregistrée",
    "organisation.reopen": "Réouverture enregistrée",
    "organisation.period": "Période de représentativité enregistrée",
    "organisation.end": "Fin de période enregistrée",
    "choice.decide": "Choix de l’autorité enregistré",
}
