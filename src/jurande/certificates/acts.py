"""The acts on certificates, in the words of a history."""

ACTS = {
    "certificate.issue": "Certificat établi",
    "certificate.statement": "Attestation de bloc établie",
    "certificate.notice": "Information écrite du candidat établie",
    "certificate.consult": "Certificat consulté par le niveau national",
    "certificate.withdraw": "Certificat retiré",
}
