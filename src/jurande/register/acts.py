"""The acts of the register, in the words of a history."""

ACTS = {
    "register.block": "Bloc acquis inscrit au registre",
    "register.keep": "Capacités conservées inscrites au registre",
    "register.award": "Certification délivrée",
    "register.consult": "Bloc acquis ailleurs consulté (intitulé, date, jury)",
    "register.withdraw": "Titre retiré",
}
