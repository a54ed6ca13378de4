"""A fictional centre, its candidates and its papers, for the tests and the benchmark."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

from jurande.documents import compose
from jurande.documents.contracts import (
    Block,
    BlockContent,
    BlockResult,
    BlockStatementData,
    CandidateMinutes,
    Capacity,
    CapacityResult,
    CertificateData,
    Check,
    Cited,
    Column,
    Correction,
    DocumentData,
    LetterData,
    Member,
    MinutesData,
    PartialNoticeData,
    Party,
    Row,
    SheetData,
    SheetFact,
    Signatory,
    SummonsData,
    UnionCallData,
    Votes,
)
from jurande.ledger.canonical import Head

CREATED = datetime(2022, 6, 23, 14, 5, tzinfo=UTC)
HEAD = Head(chain="centre:VDB", sequence=1204, hash="3f9ac05e71d84b62" * 4)

TITLE = "Certificat de qualification professionnelle Opérateur(trice) polyvalent d’équipe autonome (CQPM)"
AUTHORITY = (
    "Commission paritaire nationale de l’emploi (CPNE) de la métallurgie – Union des industries et métiers "
    "de la métallurgie (UIMM)"
)
CENTRE = "UIMM Val-de-Braise"
JURY_ON = date(2022, 6, 16)

PRESIDENT = Signatory("Hélène Castaing", "La présidente du jury paritaire de délibération")
AUTHORITY_SIGNATORY = Signatory("Étienne Roques", "Le directeur emploi formation de l’UIMM")
SENDER = Party("UIMM Val-de-Braise, centre d’examen", ("12, rue des Forges", "57100 Thionville"))
CANDIDATE = Party("Łucja Wiśniewska", ("4 bis, allée des Érables", "57180 Terville"))

# The capacities as the sheet RNCP 28245 lists them.
BLOCK_1 = BlockContent(
    "Bloc 1",
    "Réalisation d'une production sur plusieurs postes",
    (
        Capacity("C1", "Réaliser la production sur au moins deux postes dans une même activité métier"),
        Capacity("C2", "Adapter son comportement professionnel suite à une évolution sur son périmètre de travail"),
        Capacity("C3", "Renseigner les documents de suivi de production"),
        Capacity("C4", "Assurer le suivi et la qualité du process de fabrication"),
        Capacity("C5", "Assurer la qualité de fabrication du produit"),
        Capacity("C6", "Entretenir le matériel utilisé à son poste de travail"),
        Capacity("C7", "Former un opérateur pour tenir le poste de travail (procédure, document, savoir-faire)"),
    ),
)
BLOCK_2 = BlockContent(
    "Bloc 2",
    "Contribution à la performance de l'équipe",
    (
        Capacity("C8", "Identifier une amélioration sur le poste"),
        Capacity("C9", "Effectuer un audit par rapport à une procédure établie"),
        Capacity("C10", "Etablir un plan d’action simple avec une méthode structurée et en effectuer le suivi"),
        Capacity("C11", "Présenter un projet ou une action correctrice"),
        Capacity("C12", "Apporter une valeur ajoutée dans un groupe de travail"),
    ),
)

CERTIFICATE = CertificateData(
    kind="Certificat de qualification professionnelle de la métallurgie",
    title=TITLE,
    holder="Łucja Wiśniewska",
    born_on=date(1994, 4, 1),
    born_at="Thionville (Moselle)",
    awarded_on=date(2022, 6, 23),
    jury_on=JURY_ON,
    centre=CENTRE,
    authority=AUTHORITY,
    authority_signatory=AUTHORITY_SIGNATORY,
    president=PRESIDENT,
    number="VDB-2022-0001",
    code="7K4Q-9D2M-VX83",
    verification_url="https://registre.example.org/v/7K4Q-9D2M-VX83",
    blocks=(Block(BLOCK_1.code, BLOCK_1.title), Block(BLOCK_2.code, BLOCK_2.title)),
    rncp_claim=Cited(
        "Certification enregistrée au Répertoire national des certifications professionnelles (fiche RNCP "
        "28245) à l’entrée en formation du titulaire, qui peut s’en prévaloir.",
        "Code du travail, art. L6113-9",
    ),
)

RECOURSE = Cited(
    "Vous pouvez demander au jury, par écrit et en donnant vos raisons, de revoir cette décision dans un "
    "délai de trois mois. Il vous sera répondu par écrit.",
    "Choix du centre d’examen",
)

BLOCK_STATEMENT = BlockStatementData(
    title=TITLE,
    block=BLOCK_1,
    holder="Łucja Wiśniewska",
    born_on=date(1994, 4, 1),
    born_at="Thionville (Moselle)",
    jury_on=JURY_ON,
    issued_on=date(2022, 6, 23),
    centre=CENTRE,
    authority=AUTHORITY,
    reference="VDB-2022-B-0007",
    kept=Cited("Validité des composantes acquises : illimitée.", "Fiche RNCP 28245"),
    president=PRESIDENT,
)


def results(block: BlockContent, *, refused: tuple[str, ...] = (), kept: tuple[str, ...] = ()) -> BlockResult:
    """The results of a block: acquired, save the capacities refused or kept from an earlier jury."""
    modality = "Situation professionnelle réelle"
    return BlockResult(
        code=block.code,
        title=block.title,
        state="not_validated" if refused else "validated",
        held_since=None,
        capacities=tuple(
            CapacityResult(item.code, item.title, "not_acquired", modality, None)
            if item.code in refused
            else CapacityResult(item.code, item.title, "kept", "", date(2021, 3, 12))
            if item.code in kept
            else CapacityResult(item.code, item.title, "acquired", modality, None)
            for item in block.capacities
        ),
    )


PARTIAL_NOTICE = PartialNoticeData(
    sender=SENDER,
    addressee=CANDIDATE,
    reference="VDB-2022-N-0003",
    sent_from="Thionville",
    sent_on=date(2022, 6, 20),
    title=TITLE,
    jury_on=JURY_ON,
    decision="not_admissible",
    reasons=(
        Cited(
            "« Toutes les capacités professionnelles doivent être validées pour que le CQPM soit délivré. » "
            "Le bloc 2 ne l’est pas.",
            "Fiche RNCP 28245",
        ),
    ),
    blocks=(results(BLOCK_1, kept=("C7",)), results(BLOCK_2, refused=("C9", "C10"))),
    kept=(Cited("Vous gardez le bloc 1 et ses capacités sans limite de durée.", "Fiche RNCP 28245"),),
    next_steps=(
        "Choisissez avec votre entreprise ou votre organisme comment préparer C9 et C10.",
        "Demandez au centre d’examen une nouvelle inscription pour le bloc 2 seulement.",
        "Vous serez évalué(e) sur C9 et C10, puis convoqué(e) devant un prochain jury.",
    ),
    recourse=RECOURSE,
    president=PRESIDENT,
)

MEMBERS = (
    Member(
        "Hélène Castaing",
        "employers",
        "UIMM Val-de-Braise",
        "Responsable de production",
        True,
        True,
        True,
        "émargé à 9 h 02, sur la feuille",
    ),
    Member(
        "Ousmane Bâ",
        "employers",
        "Aciéries du Haut-Val",
        "Chef d’atelier",
        True,
        False,
        True,
        "émargé à 9 h 10, sur la feuille",
    ),
    Member(
        "Maëlle Le Goff",
        "employers",
        "Intérim Est",
        "Travail temporaire, membre supplémentaire",
        False,
        False,
        True,
        "émargé à 9 h 11, sur la feuille",
    ),
    Member(
        "Dražen Kovačić",
        "unions",
        "Syndicat A",
        "Technicien d’atelier",
        True,
        False,
        True,
        "émargé à 9 h 12, sur son appareil",
    ),
    Member(
        "Solène d’Arcy",
        "unions",
        "Syndicat B",
        "Régleuse",
        True,
        False,
        True,
        "émargé à 9 h 15, sur la feuille ; parti(e) à 16 h",
    ),
    Member("Paul-Henri Müller", "unions", "Syndicat C", "Agent de maîtrise", True, False, False, "absent(e)"),
)

ADMITTED = CandidateMinutes(
    name="Łucja Wiśniewska",
    born_on=date(1994, 4, 1),
    born_at="Thionville (Moselle)",
    route="formation continue",
    blocks=(results(BLOCK_1, kept=("C7",)), results(BLOCK_2)),
    decision="admissible",
    votes=None,
    reasons=(Cited("Tous les blocs de compétences sont acquis.", "Fiche RNCP 28245"),),
)
REFUSED = CandidateMinutes(
    name="Côme N’Guyen-Ström",
    born_on=date(1988, 12, 31),
    born_at="Malmö (Suède)",
    route="contrat de professionnalisation",
    blocks=(results(BLOCK_1), results(BLOCK_2, refused=("C9", "C10"))),
    decision="not_admissible",
    votes=Votes(in_favour=2, against=2, abstentions=0, silent=1, casting=True),
    reasons=(
        Cited("Les capacités C9 et C10 ne sont pas acquises : le bloc 2 n’est pas validé.", "Fiche RNCP 28245"),
        Cited("En cas de partage des voix, celle du président du jury est prépondérante.", "Fiche RNCP 28245"),
    ),
)
POSTPONED = CandidateMinutes(
    name="Anaïs Żółkiewska-O’Brien",
    born_on=date(1990, 7, 14),
    born_at="Łódź (Pologne)",
    route="VAE",
    blocks=(
        BlockResult(BLOCK_1.code, BLOCK_1.title, "held", date(2021, 3, 12), ()),
        results(BLOCK_2, refused=("C12",)),
    ),
    decision="postponed",
    votes=None,
    reasons=(Cited("L’avis de l’entreprise n’est pas parvenu au jury.", "Fiche RNCP 28245"),),
)

MINUTES = MinutesData(
    reference="VDB-2022-PV-004",
    title=TITLE,
    record="RNCP 28245",
    qualification_number="2005 12 0227",
    referential="version 2 du 15 décembre 2016",
    edition="branche 2019",
    centre=CENTRE,
    place="Thionville",
    held_on=JURY_ON,
    members=MEMBERS,
    conformity=Cited(
        "Le jury a vérifié que l’organisation des actions d’évaluation est conforme au dispositif paritaire "
        "et au référentiel du CQPM visé.",
        "Fiche RNCP 28245",
    ),
    checks=(
        Check(
            "Organisations syndicales saisies à temps",
            "Les organisations syndicales ont été appelées quinze jours au moins avant le jury.",
            "conform",
            "",
            "Accord du 8 novembre 2019, art. 55.2",
        ),
        Check(
            "Avis de l’entreprise joint",
            "L’avis de l’entreprise est joint pour chaque bloc.",
            "with_reserve",
            "Il manque pour un candidat.",
            "Fiche RNCP 28245",
        ),
    ),
    content=(BLOCK_1, BLOCK_2),
    candidates=(ADMITTED, REFUSED, POSTPONED),
    corrections=(Correction("Page 2, candidat 2 : lire « Côme » au lieu de « Come ».", "H. C."),),
    signing=Cited(
        "Ce procès-verbal est signé par voie électronique, sur la feuille de signatures qui porte son empreinte.",
        "Règlement (UE) n° 910/2014, art. 3, point 10",
    ),
    signatories=(PRESIDENT,),
    on_paper=(Signatory("Dražen Kovačić", "Pour la délégation syndicale"),),
)

SUMMONS = SummonsData(
    sender=SENDER,
    addressee=Party("Dražen Kovačić", ("17, rue du Laminoir", "57290 Fameck")),
    reference="VDB-2022-C-0012",
    sent_from="Thionville",
    sent_on=date(2022, 6, 1),
    title=TITLE,
    jury_on=JURY_ON,
    starts_at="9 h 30",
    venue=("UIMM Val-de-Braise, salle Forge", "12, rue des Forges", "57100 Thionville"),
    side="unions",
    organisation="Syndicat A",
    quality="Technicien d’atelier",
    voting=True,
    presiding=False,
    candidates=14,
    leave=(
        Cited(
            "Prévenez votre employeur huit jours civils au moins avant le jury et montrez-lui cette "
            "convocation. Le délai ne vous est pas opposable si la date d’envoi le rendait impossible.",
            "Convention collective nationale de la métallurgie, art. 37.1",
        ),
        Cited(
            "Votre rémunération est maintenue ; vos frais justifiés de déplacement, de repas et "
            "d’hébergement sont remboursés.",
            "Accord du 8 novembre 2019, art. 55.2",
        ),
    ),
    bars=Cited(
        "Si vous connaissez un candidat, dans votre vie professionnelle ou personnelle, ou si vous l’avez "
        "accompagné, dites-le au centre : vous ne délibérerez pas sur son cas.",
        "Code du travail, art. D6412-6",
    ),
    contact="Secrétariat des jurys : 03 00 00 00 00, jurys@uimm-val-de-braise.example",
    signatory=Signatory("Nadège Février", "La responsable du centre d’examen"),
)

UNION_CALL = UnionCallData(
    sender=SENDER,
    addressee=Party("Syndicat A, union départementale", ("3, place de la Gare", "57100 Thionville")),
    reference="VDB-2022-D-0031",
    sent_from="Thionville",
    sent_on=date(2022, 5, 30),
    title=TITLE,
    jury_on=JURY_ON,
    starts_at="9 h 30",
    venue=("UIMM Val-de-Braise, salle Forge", "12, rue des Forges", "57100 Thionville"),
    candidates=14,
    answer_by=date(2022, 6, 8),
    notice=Cited(
        "Les organisations syndicales sont appelées quinze jours calendaires au moins avant la date du jury.",
        "Accord du 8 novembre 2019, art. 55.2",
    ),
    composition=(
        Cited(
            "« Chaque organisation syndicale représentative de salariés au niveau national dans la branche "
            "de la métallurgie désigne un ou plusieurs représentants qualifiés. »",
            "Fiche RNCP 28245",
        ),
        Cited(
            "« Seul un représentant par organisation syndicale siège dans le jury avec droit de vote. »",
            "Fiche RNCP 28245",
        ),
    ),
    contact="Réponse au secrétariat des jurys : 03 00 00 00 00, jurys@uimm-val-de-braise.example",
    signatory=Signatory("Nadège Février", "La responsable du centre d’examen"),
)

PLAIN_LETTER = LetterData(
    sender=SENDER,
    addressee=Party("Commission régionale de la métallurgie", ("2, quai de la Fonderie", "57000 Metz")),
    reference="VDB-2022-06-16",
    sent_from="Thionville",
    sent_on=date(2022, 6, 1),
    object="Composition d’un jury paritaire",
    title=TITLE,
    paragraphs=("Nous vous informons de la composition du jury.", "Le prochain jury se réunit en octobre."),
    clauses=(Cited("La commission régionale est informée.", "Accord du 8 novembre 2019, art. 55.2"),),
    enclosures=("Composition du jury",),
    signatory=Signatory("Nadège Février", "La responsable du centre d’examen"),
)

SHEET = SheetData(
    issuer="UIMM Val-de-Braise",
    reference="VDB-2022-06-16",
    issued_on=date(2022, 6, 16),
    object="Feuille d’émargement",
    title=TITLE,
    facts=(SheetFact("Jury du", "16 juin 2022"), SheetFact("Lieu", "Salle Forge")),
    paragraphs=("Chaque membre signe en face de son nom.",),
    clauses=(Cited("« 50 % de représentants des employeurs »", "Fiche RNCP 28245"),),
    columns=(Column("Membre", 2), Column("Signature", 3)),
    rows=(Row(("Dražen Kovačić", "signé sur son appareil à 9 h 12")), Row(("Edmée Valcourt", ""))),
    row_height=12,
    notes=("Conservée avec le procès-verbal.",),
    signatories=(Signatory("Nadège Février", "La responsable du centre d’examen"),),
)

# Every document: its name, its sample.
DOCUMENTS: dict[str, DocumentData] = {
    "certificate": CERTIFICATE,
    "block_statement": BLOCK_STATEMENT,
    "partial_notice": PARTIAL_NOTICE,
    "minutes": MINUTES,
    "summons": SUMMONS,
    "union_call": UNION_CALL,
    "plain_letter": PLAIN_LETTER,
    "sheet": SHEET,
}


def write(name: str, data: DocumentData) -> bytes:
    """The PDF of a document."""
    pdf: bytes = getattr(compose, name)(data, head=HEAD, created=CREATED)
    return pdf


@cache
def sample(name: str) -> bytes:
    """The PDF of a document's sample, written once."""
    return write(name, DOCUMENTS[name])
