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
    "candidacy.reconsider": "Candidature à examiner de nouveau, recours accueilli",
    "candidacy.release": "Blocs retirés, à évaluer de nouveau",
    "candidacy.exclude": "Candidature écartée pour fraude",
    "fraud.report": "Suspicion de fraude signalée",
    "fraud.call": "Candidat convoqué pour être entendu",
    "fraud.hear": "Audition consignée",
    "fraud.clear": "Suspicion de fraude écartée",
    "fraud.establish": "Fraude retenue",
    "fraud.consult": "Suspicion de fraude consultée par le niveau national",
}
