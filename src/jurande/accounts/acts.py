"""The acts on accounts, in the words of a history."""

ACTS = {
    "account.invite": "Invitation envoyée",
    "account.call_back": "Invitation annulée",
    "account.accept": "Invitation acceptée",
    "account.role": "Rôle donné",
    "account.end": "Rôle retiré",
    "account.factors": "Second contrôle réinitialisé",
    "account.factors_entered": "Entrée par le lien d’une réinitialisation",
    "account.grant": "Accès à un dossier ouvert",
    "account.grant_end": "Accès à un dossier fermé",
    "account.grant_prolong": "Accès à un dossier prolongé",
}
