"""`jurande ledger verify`: reads the command line and the document, lets the ledger answer."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from jurande.documents.inspect import UnreadableDocument, printed_head
from jurande.ledger.canonical import Head
from jurande.ledger.verify import verify_command


def verify(arguments: list[str]) -> int:
    """Verify the ledger, and the head printed in a document if one is given; 0 when everything holds, else 1."""
    parser = ArgumentParser(prog="jurande ledger verify", description="Vérifie le registre, écriture par écriture.")
    parser.add_argument("--chain", help="une seule chaîne : « national » ou « centre:CODE »")
    parser.add_argument("--document", type=Path, help="un PDF du registre, dont la tête imprimée est comparée")
    asked = parser.parse_args(arguments)
    printed: Head | None = None
    if asked.document:
        try:
            printed = printed_head(asked.document.read_bytes())
        except (OSError, UnreadableDocument) as error:
            sys.stderr.write(f"{asked.document} : {error}\n")
            return 1
    return verify_command(asked, printed=printed)
