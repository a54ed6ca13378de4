"""`jurande`: the commands of the register.

`jurande decide` needs neither Django nor a database; nothing of Django is imported before a command asks for it.
"""

from __future__ import annotations

import os
import sys

USAGE = """\
usage : jurande COMMANDE …

  decide CHAPITRE        lit un cas en JSON sur l’entrée, écrit la décision et ses motifs (docs/decide/)
  ledger verify          vérifie le registre ; --chain CHAÎNE, --document FICHIER.pdf
  seal verify FICHIER    vérifie le cachet électronique d’un PDF ; --trust CERTIFICAT.pem
  worker                 envoie les messages et établit les documents qui attendent
  roles                  écrit les rôles et les droits de la base, à donner à psql
  first-account …        ouvre le premier compte du niveau national : ADRESSE NOM
  manage COMMANDE …      commandes d’administration (migrate, load_story…)
"""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns its exit code (2: the command line or the input is malformed)."""
    command, *rest = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    match command:
        case "decide":
            from jurande.decide.command import run

            return run(rest, sys.stdin.buffer, sys.stdout)
        case "ledger" if rest[:1] == ["verify"]:
            _django()
            from jurande.config.ledger_command import verify

            return verify(rest[1:])
        case "seal" if rest[:1] == ["verify"]:
            _django()
            from jurande.config.seal_command import verify as verify_seal

            return verify_seal(rest[1:])
        case "worker":
            _django()
            from jurande.config.worker import run_forever

            return run_forever(rest)
        case "roles":
            from jurande.config.roles import print_script

            return print_script(rest)
        case "first-account":
            _django()
            from jurande.config.first_account import open_first_account

            return open_first_account(rest)
        case "manage":
            _manage(rest)
            return 0
        case "-h" | "--help" | "help":
            sys.stdout.write(USAGE)
            return 0
        case _:
            sys.stderr.write(f"jurande : commande inconnue « {command} ».\n\n{USAGE}")
            return 2


def _django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jurande.config.settings")
    django.setup()


def _manage(arguments: list[str]) -> None:
    # The application's role owns no table: migrations connect as the owner (law 8).
    if arguments[:1] == ["migrate"]:
        os.environ.setdefault("JURANDE_DB_ROLE", "owner")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jurande.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["jurande manage", *arguments])


if __name__ == "__main__":
    raise SystemExit(main())
