"""The acts of a jury, in the words of a history."""

ACTS = {
    "jury.prepare": "Session de jury ouverte",
    "jury.list": "Candidat inscrit à l’ordre du jour",
    "jury.unlist": "Candidat retiré de l’ordre du jour",
    "jury.compose": "Membre du jury désigné",
    "jury.remove": "Membre du jury retiré",
    "jury.call": "Organisation syndicale saisie",
    "jury.answer": "Réponse d’une organisation enregistrée",
    "jury.summon": "Membre du jury convoqué",
    "jury.bar": "Empêchement consigné",
    "jury.attend": "Émargement enregistré",
    "jury.conform": "Conformité de l’organisation constatée",
    "jury.examine": "Récapitulatif examiné",
    "jury.open_vote": "Vote ouvert",
    "jury.vote": "Voix exprimée",
    "jury.decide": "Décision du jury enregistrée",
    "jury.no_award": "Certificat non délivré",
    "jury.close": "Jury clos, procès-verbal établi",
    "jury.cancel": "Session annulée",
}
