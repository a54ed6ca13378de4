"""What is said of signatures, in the same words on the page, in the papers and in what a signature keeps."""

from __future__ import annotations

from jurande.documents.contracts import Cited

EIDAS = "Règlement (UE) n° 910/2014, art. 3, point 10, et art. 25, § 1"

# What a member agrees to; kept with each signature.
CONSENT = (
    "J’ai lu le procès-verbal dont l’empreinte SHA-256 accompagne cette phrase, et je le signe. Le code à usage unique "
    "que j’ai reçu et recopié forme ma signature électronique simple, au sens de l’article 3, point 10, du règlement "
    "(UE) n° 910/2014."
)
RECTIFYING_CONSENT = (
    "J’ai lu les corrections dont l’empreinte SHA-256 accompagne cette phrase, et je les signe. Le code à usage unique "
    "que j’ai reçu et recopié forme ma signature électronique simple, au sens de l’article 3, point 10, du règlement "
    "(UE) n° 910/2014."
)
NATURE = Cited(
    "Une signature électronique simple est faite de données jointes à d’autres, que le signataire utilise pour signer. "
    "Elle ne peut être écartée comme preuve au seul motif qu’elle est électronique.",
    EIDAS,
)
SEAL = (
    "Le cachet électronique de l’organisation, là où le fichier en porte un, dit d’où il vient et qu’il n’a pas changé "
    "depuis ; il ne signe pas à la place des membres du jury."
)
# What the minutes themselves say: they are closed before anybody signs.
ON_THE_SHEET = Cited(
    "Après sa clôture, les membres ci-dessous signent ce procès-verbal par voie électronique (signature électronique "
    "simple). La feuille de signatures porte l’empreinte SHA-256 de ce fichier, avec la date de chaque signature.",
    EIDAS,
)
