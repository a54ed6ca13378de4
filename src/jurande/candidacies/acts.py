"""The acts on a candidacy, in the words of a history."""

ACTS = {
    "candidacy.enrol": "Inscription préalable enregistrée",
    "candidacy.request": "Demande de VAE déposée",
    "candidacy.instruct": "Recevabilité instruite",
    "candidacy.admit": "VAE déclarée recevable",
    "candidacy.reject": "VAE déclarée non recevable",
    "candidacy.validation_file": "Dépôt du dossier de validation enregistré",
    "candidacy.contact": "Coordonnées corrigées",
    "candidacy.abandon": "Abandon enregistré",
}
