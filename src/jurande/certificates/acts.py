"""The acts on certificates, in the words of a history."""

ACTS = {
    "certificate.issue": "Certificat établi",
    "certificate.statement": "Attestation de bloc établie",
    "certificate.notice": "Information écrite du candidat établie",
    "certificate.notified": "Résultat de la VAE notifié au candidat",
    "certificate.consult": "Certificat consulté par le niveau national",
    "certificate.withdraw": "Certificat retiré",
    "certificate.withdraw_blocks": "Blocs ou capacités conservées retirés",
}
