"""The acts of the register, in the words of a history."""

ACTS = {
    "register.enter": "Personne inscrite au registre",
    "register.complete": "Code de la commune de naissance ajouté",
    "register.correct": "État civil corrigé",
    "register.block": "Bloc acquis inscrit au registre",
    "register.keep": "Capacités conservées inscrites au registre",
    "register.award": "Certification délivrée",
    "register.consult": "Bloc acquis ailleurs consulté (intitulé, date, jury)",
    "register.check": "Registre interrogé avant une inscription, restée sans suite",
    "register.consult_kept": "Capacités conservées ailleurs consultées (intitulé, date, jury)",
    "register.withdraw": "Titre retiré",
    "register.withdraw_kept": "Capacités conservées retirées",
}
