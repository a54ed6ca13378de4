"""The acts on accounts, in the words of a history."""

ACTS = {
    "account.invite": "Invitation envoyée",
    "account.accept": "Invitation acceptée",
    "account.end": "Rôle retiré",
}
