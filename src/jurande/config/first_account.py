"""`jurande first-account`: reads the command line, lets the accounts open the first of them."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse

from jurande.accounts.first import open_first
from jurande.config.clock import now
from jurande.rules.reasons import Refused


def open_first_account(arguments: list[str]) -> int:
    """Open it and say what to do next; 0 when done, 1 when refused, 2 when the line is malformed."""
    parser = ArgumentParser(
        prog="jurande first-account", description="Ouvre le premier compte du niveau national d’un registre neuf."
    )
    parser.add_argument("email", metavar="ADRESSE", help="l’adresse électronique de qui le tiendra")
    parser.add_argument("name", metavar="NOM", help="son prénom et son nom, entre guillemets")
    asked = parser.parse_args(arguments)
    try:
        validate_email(asked.email)
    except ValidationError:
        parser.error(f"« {asked.email} » n’est pas une adresse électronique.")
    if not asked.name.strip():
        parser.error("le nom est vide : écrivez le prénom et le nom, entre guillemets.")
    address = settings.PUBLIC_URL + reverse("account_request_login_code")
    try:
        opened = open_first(email=asked.email, name=asked.name.strip(), address=address, now=now())
    except Refused as refused:
        sys.stderr.writelines(f"{reason.text}\n" for reason in refused.decision.obstacles)
        return 1
    sys.stdout.write(
        f"Le compte de {opened.user.name} est ouvert. Un message attend pour {opened.user.email} : `jurande worker` "
        f"l’envoie.\n"
        f"Pour entrer : {address}\n"
    )
    return 0
