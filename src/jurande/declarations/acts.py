"""The acts of the declaration, in the words of a history."""

ACTS = {
    "declaration.expect": "Déclaration à faire",
    "declaration.prepare": "Déclaration préparée, identité vérifiée",
    "declaration.rework": "Préparation reprise",
    "declaration.export": "Fichier de déclaration exporté",
}
