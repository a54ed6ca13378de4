"""Mistakes that a record file or a criteria file may hold, and what is to be told of each."""

from __future__ import annotations

type Mistake = tuple[str, str, list[tuple[str, str]]]

# What is written, what is written instead, every problem that comes of it: its place, words of its sentence.
SHAPE: dict[str, Mistake] = {
    "an unknown key": (
        'kind = "CQP"',
        'kind = "CQP"\ncolour = "bleu"',
        [
            (
                "identity.colour",
                "clé inconnue ; la corriger ou la retirer (clés possibles : register, document",
            )
        ],
    ),
    "a missing text": (
        'short_title = "Opérateur(trice) polyvalent d’équipe autonome"\n',
        "",
        [("identity.short_title", "clé manquante ; ajouter un texte entre guillemets.")],
    ),
    "a missing list": (
        'jobs = ["Conducteur d’équipement", "Equipier autonome de production"]\n',
        "",
        [("outlets.jobs", "clé manquante ; ajouter une liste entre crochets.")],
    ),
    "a missing expression": (
        'expression = { all = [{ any = ["real_work", "projects", "reconstituted"] }, "company_opinion"] }\n',
        "",
        [("blocks[1].expression", "clé manquante ; ajouter une modalité, ou une table any ou all.")],
    ),
    "a number for a text": (
        'number = "28245"',
        "number = 28245",
        [("identity.number", "attendu : un texte entre guillemets ; trouvé : un nombre entier.")],
    ),
    "a text for a date": (
        "starts_on = 2017-04-21",
        'starts_on = "2017-04-21"',
        [("registration.starts_on", "attendu : une date sans guillemets (AAAA-MM-JJ) ; trouvé : un texte")],
    ),
    "an instant for a date": (
        "ends_on = 2022-04-21",
        "ends_on = 2022-04-21T00:00:00",
        [("registration.ends_on", "attendu : une date sans guillemets (AAAA-MM-JJ) ; trouvé : autre chose.")],
    ),
    "a text for yes or no": (
        "open = false",
        'open = "non"',
        [("conditions.routes[1].open", "attendu : true ou false ; trouvé : un texte entre guillemets.")],
    ),
    "yes or no for a number": (
        "employers_max = 5",
        "employers_max = true",
        [("jury.employers_max", "attendu : un nombre entier ; trouvé : true ou false.")],
    ),
    "a text for a list": (
        'capacities = ["C8", "C9", "C10", "C11", "C12"]',
        'capacities = "C8"',
        [
            (
                "blocks[2].capacities",
                "attendu : une liste entre crochets ; trouvé : un texte entre guillemets.",
            )
        ],
    ),
    "a number in a list of texts": (
        '"C11", "C12"]',
        '"C11", 12]',
        [("blocks[2].capacities[5]", "attendu : un texte entre guillemets ; trouvé : un nombre entier.")],
    ),
    "a text for a table": (
        '[{ code = "200u", label = "Conduite de machines s.a.i." }]',
        '["200u"]',
        [("field.nsf[1]", "attendu : une table ; trouvé : un texte entre guillemets.")],
    ),
    "a blank text": (
        'signatory = "Directeur emploi formation de l\'UIMM"',
        'signatory = " "',
        [("authority.signatory", "texte vide ; l’écrire, ou retirer la clé")],
    ),
    "inferred without a reason": (
        'text = "En amont, une phase de recevabilité de la demande."',
        'text = "En amont, une phase de recevabilité de la demande."\ninferred = ""',
        [("access.ways[2].steps[1].inferred", "texte vide ; l’écrire, ou retirer la clé")],
    ),
    "an unknown route": (
        'code = "individual"',
        'code = "alone"',
        [("conditions.routes[5].code", "« alone » est inconnu ; choisir parmi student, apprenticeship")],
    ),
    "a number for a route": (
        'code = "individual"',
        "code = 5",
        [("conditions.routes[5].code", "attendu : un texte entre guillemets ; trouvé : un nombre entier.")],
    ),
    "an unknown clause": (
        'name = "jury.tie"',
        'name = "jury.draw"',
        [("clauses[21].name", "« jury.draw » est inconnu ; choisir parmi enrolment, evaluation")],
    ),
    "an unknown modality in an expression": (
        '{ any = ["real_work", "projects", ',
        '{ any = ["real_work", "dreams", ',
        [
            (
                "blocks[1].expression.all[1].any[2]",
                "« dreams » est inconnu ; choisir parmi real_work, projects",
            )
        ],
    ),
    "an expression that is neither any nor all": (
        '{ any = ["real_work", ',
        '{ some = ["real_work", ',
        [("blocks[1].expression.all[1]", "trouvé : une table sans sa clé any ou all, ou vide.")],
    ),
    "an expression of nothing": (
        '{ any = ["real_work", "projects", "reconstituted"] }',
        "{ any = [] }",
        [("blocks[1].expression.all[1]", "trouvé : une table sans sa clé any ou all, ou vide.")],
    ),
    "a number for an expression": (
        '{ any = ["real_work", "projects", "reconstituted"] }',
        "1",
        [("blocks[1].expression.all[1]", "attendu : une modalité, ou une table any ou all")],
    ),
}
MEANING: dict[str, Mistake] = {
    "a code that the register would not write": (
        'code = "RNCP28245"',
        'code = "rncp28245"',
        [
            ("code", "autre chose que des capitales et des chiffres"),
            ("criteria.record", "critères de « RNCP28245 », et non de « rncp28245 »"),
        ],
    ),
    "the same activity twice": (
        'code = "A4"',
        'code = "A3"',
        [("summary.activities[4].code", "« A3 » est déjà en summary.activities[3]")],
    ),
    "the same capacity twice": (
        'code = "C12"',
        'code = "C11"',
        [
            ("capacities[12].code", "« C11 » est déjà en capacities[11]"),
            ("blocks[2].capacities[5]", "la capacité « C12 » n’est pas dans capacities"),
            ("criteria.criteria[33].capacity", "la capacité « C12 » n’est pas dans la fiche"),
            ("criteria.criteria[34].capacity", "la capacité « C12 » n’est pas dans la fiche"),
            ("criteria.criteria[35].capacity", "la capacité « C12 » n’est pas dans la fiche"),
        ],
    ),
    "an unknown capacity in a block": (
        '"C11", "C12"]',
        '"C11", "C12", "C13"]',
        [("blocks[2].capacities[6]", "la capacité « C13 » n’est pas dans capacities ; l’y ajouter")],
    ),
    "a capacity in no block": (
        '"C11", "C12"]',
        '"C11"]',
        [("capacities[12]", "C12 n’est dans aucun bloc ; l’ajouter à l’un d’eux.")],
    ),
    "a capacity in two blocks": (
        'capacities = ["C8", ',
        'capacities = ["C7", "C8", ',
        [("blocks[2].capacities[1]", "C7 est déjà en blocks[1].capacities[7]")],
    ),
    "a capacity twice in a block": (
        'capacities = ["C8", ',
        'capacities = ["C8", "C8", ',
        [("blocks[2].capacities[2]", "C8 est déjà en blocks[2].capacities[1]")],
    ),
    "a negative number of posts": (
        "min_workstations = 2",
        "min_workstations = -2",
        [("capacities[1].min_workstations", "nombre négatif")],
    ),
    "the same block twice": (
        'code = "RNCP28245BC02"',
        'code = "RNCP28245BC01"',
        [("blocks[2].code", "« RNCP28245BC01 » est déjà en blocks[1]")],
    ),
    "a block out of its rank": (
        "number = 2\n",
        "number = 3\n",
        [("blocks[2].number", "le bloc de rang 2 porte le numéro 3")],
    ),
    "a block without capacity": (
        'capacities = ["C1", "C2", "C3", "C4", "C5", "C6", "C7"]',
        "capacities = []",
        [
            ("blocks[1].capacities", "bloc sans capacité"),
            *((f"capacities[{number}]", f"C{number} n’est dans aucun bloc") for number in range(1, 8)),
        ],
    ),
    "a modality described twice": (
        'element = "projects"',
        'element = "real_work"',
        [
            ("blocks[1].modalities[2].element", "« real_work » est déjà en blocks[1].modalities[1]"),
            ("blocks[1].expression", "« projects » n’est pas décrit dans modalities ; l’y décrire"),
        ],
    ),
    "a modality described and left out of the expression": (
        '"projects", "reconstituted"] }',
        '"projects"] }',
        [("blocks[1].expression", "« reconstituted », décrit dans modalities, n’y est pas")],
    ),
    "an expression without a modality": (
        'expression = { all = [{ any = ["real_work", "projects", "reconstituted"] }, "company_opinion"] }',
        'expression = "company_opinion"',
        [
            ("blocks[1].expression", "« real_work », décrit dans modalities, n’y est pas"),
            ("blocks[1].expression", "« projects », décrit dans modalities, n’y est pas"),
            ("blocks[1].expression", "« reconstituted », décrit dans modalities, n’y est pas"),
            ("blocks[1].expression", "aucune modalité d’évaluation"),
        ],
    ),
    "dates out of order": (
        "ends_on = 2022-04-21",
        "ends_on = 2016-04-21",
        [("registration.ends_on", "21 avril 2016 précède le début, 21 avril 2017")],
    ),
    "a limit for delivery before the start": (
        "ends_on = 2022-04-21",
        "ends_on = 2022-04-21\ndelivery_limit = 2017-04-20",
        [("registration.delivery_limit", "20 avril 2017 précède le début, 21 avril 2017")],
    ),
    "a route twice and another missing": (
        'code = "individual"',
        'code = "student"',
        [
            ("conditions.routes[5].code", "« student » est déjà en conditions.routes[1]"),
            ("conditions.routes", "il manque « individual » ; l’ajouter."),
        ],
    ),
    "an open route without a jury": (
        'label = "Par candidature individuelle"\nopen = false',
        'label = "Par candidature individuelle"\nopen = true',
        [("conditions.routes[5].jury_text", "voie ouverte sans composition de jury")],
    ),
    "the same territory twice": (
        'code = "french_polynesia"',
        'code = "new_caledonia"',
        [("overseas[2].code", "« new_caledonia » est déjà en overseas[1]")],
    ),
    "results kept without limit and for months": (
        "unlimited = true",
        "unlimited = true\nmonths = 24",
        [("kept", "ni durée ni « illimitée », ou les deux")],
    ),
    "results kept for no time said": (
        "unlimited = true",
        "unlimited = false",
        [("kept", "ni durée ni « illimitée », ou les deux")],
    ),
    "results kept for no month": (
        "unlimited = true",
        "unlimited = false\nmonths = 0",
        [("kept.months", "durée nulle ou négative")],
    ),
    "an impossible share of the seats": (
        "parity_percent = 50",
        "parity_percent = 51",
        [("jury.parity_percent", "51 est hors bornes ; écrire un nombre de 1 à 50.")],
    ),
    "a jury of nobody": (
        "employers_max = 5",
        "employers_max = 0",
        [("jury.employers_max", "0 est hors bornes")],
    ),
    "a negative number of members": (
        "temporary_work_max = 1",
        "temporary_work_max = -1",
        [("jury.temporary_work_max", "-1 est hors bornes")],
    ),
    "a union without a vote": (
        "votes_per_union = 1",
        "votes_per_union = 0",
        [("jury.votes_per_union", "0 est hors bornes")],
    ),
    "a clause twice and another missing": (
        'name = "jury.tie"',
        'name = "jury.parity"',
        [
            ("clauses[21].name", "« jury.parity » est déjà en clauses[17]"),
            ("clauses", "il manque « jury.tie » ; l’ajouter."),
        ],
    ),
    "a clause without its quotation": (
        'quote = "En cas de partage des voix, celle du président du jury est prépondérante."\n',
        "",
        [("clauses[21].quote", "clé manquante ; ajouter un texte entre guillemets.")],
    ),
    "a quotation that the section does not hold": (
        'quote = "Chaque bloc est certifié',
        'quote = "Chaque unité est certifiée',
        [("clauses[13].quote", "introuvable dans la section blocks ; recopier la citation mot pour mot.")],
    ),
    "a quotation of an unknown section": (
        'name = "kept"\nsection = "validity"',
        'name = "kept"\nsection = "duration"',
        [("clauses[15].section", "section « duration » inconnue ; choisir parmi identity, authority")],
    ),
    "a figure of an unknown section": (
        'unlimited = true\nsection = "validity"',
        'unlimited = true\nsection = "clauses"',
        [("kept.section", "section « clauses » inconnue")],
    ),
}
IN_CRITERIA: dict[str, Mistake] = {
    "criteria of another record": (
        'record = "RNCP28245"',
        'record = "RNCP1"',
        [("criteria.record", "critères de « RNCP1 », et non de « RNCP28245 » ; choisir le bon fichier.")],
    ),
    "an unknown key": (
        'version = "exemple-1"',
        'version = "exemple-1"\nauthor = "x"',
        [("criteria.author", "clé inconnue")],
    ),
    "no word on whether it is an example": (
        "example = true\n",
        "",
        [("criteria.criteria[1].example", "clé manquante ; ajouter true ou false.")],
    ),
    "the same code twice": (
        'code = "C1.2"',
        'code = "C1.1"',
        [("criteria.criteria[2].code", "« C1.1 » est déjà en criteria.criteria[1]")],
    ),
    "a code of another capacity": (
        'code = "C1.2"',
        'code = "C2.9"',
        [("criteria.criteria[2].code", "« C2.9 » devrait commencer par « C1. »")],
    ),
    "an unknown capacity": (
        'capacity = "C1"',
        'capacity = "C99"',
        [("criteria.criteria[1].capacity", "la capacité « C99 » n’est pas dans la fiche")],
    ),
}
# Mistakes that have nothing to do with each other: however many are made, each is told.
INDEPENDENT = {
    name: (SHAPE | MEANING)[name]
    for name in (
        "an unknown key",
        "a missing text",
        "a missing list",
        "a number for a text",
        "a text for a table",
        "a blank text",
        "inferred without a reason",
        "the same activity twice",
        "an unknown capacity in a block",
        "a block out of its rank",
        "a modality described and left out of the expression",
        "dates out of order",
        "an open route without a jury",
        "the same territory twice",
        "results kept for no month",
        "an impossible share of the seats",
        "a union without a vote",
        "a clause without its quotation",
        "a quotation that the section does not hold",
    )
}
