"""The acts of the evaluation phase, in the words of a history."""

ACTS = {
    "evaluation.plan": "Modalités d’évaluation définies en concertation",
    "evaluation.replan": "Modalités d’évaluation modifiées",
    "evaluation.report": "Rapport de projet reçu",
    "evaluation.capacity": "Capacité évaluée",
    "evaluation.sign": "Grille signée",
    "opinion.ask": "Avis de l’entreprise demandé",
    "opinion.give": "Avis de l’entreprise transmis",
    "opinion.revoke": "Lien d’avis annulé",
    "evaluation.summarise": "Récapitulatif des évaluations établi",
    "evaluation.reopen": "Évaluation rouverte",
}
