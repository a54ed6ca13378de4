"""The acts on a candidacy, in the words of a history."""

ACTS = {
    "candidacy.enrol": "Inscription préalable enregistrée",
    "candidacy.contact": "Coordonnées corrigées",
    "candidacy.abandon": "Abandon enregistré",
}
