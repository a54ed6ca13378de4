"""The acts on accounts, in the words of a history."""

ACTS = {
    "account.invite": "Invitation envoyée",
    "account.call_back": "Invitation annulée",
    "account.accept": "Invitation acceptée",
    "account.end": "Rôle retiré",
}
