"""Who may do what in the database: the one source of its roles and grants (law 8). Standard library only.

`config.postgres` runs these statements on a server of its own; `jurande roles` prints them for any other:

    jurande roles | psql --username postgres

- `jurande_owner` owns the database and its tables, and runs the migrations;
- `jurande_app` is what the application connects as: it reads and writes rows, owns nothing, and can neither create
  nor truncate a table.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Final

OWNER: Final = "jurande_owner"
APP: Final = "jurande_app"
DATABASE: Final = "jurande"

# In every database, before its migrations: a table that they create is at once open to the application, for its
# rows only.
DEFAULT_PRIVILEGES: Final = (
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE ON SEQUENCES TO {APP}",
)


def connection_privileges(database: str) -> tuple[str, ...]:
    """Who may connect. Left alone, anyone may, and create temporary tables; a copy does not take these over."""
    name = _quoted(database)
    return (f"REVOKE ALL ON DATABASE {name} FROM PUBLIC", f"GRANT CONNECT ON DATABASE {name} TO {APP}")


def on_the_server(database: str) -> tuple[str, ...]:
    """For an administrator of a server where nothing of ours exists yet: the roles, without passwords, the database."""
    create = f"CREATE DATABASE {_quoted(database)} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
    return (f"CREATE ROLE {OWNER} LOGIN", f"CREATE ROLE {APP} LOGIN", create, *connection_privileges(database))


def script(database: str) -> str:
    """Everything, as `psql` reads it; stops at the first error."""
    lines = [
        "\\set ON_ERROR_STOP on",
        "-- Sur le serveur, comme son administrateur.",
        *(f"{statement};" for statement in on_the_server(database)),
        f"\\connect {_quoted(database)}",
        "-- Dans la base, avant la première migration.",
        *(f"{statement};" for statement in DEFAULT_PRIVILEGES),
    ]
    return "\n".join(lines) + "\n"


def print_script(arguments: list[str]) -> int:
    """`jurande roles`: the script on the standard output, for psql."""
    parser = ArgumentParser(
        prog="jurande roles", description="Écrit les rôles et les droits de la base, à donner à psql."
    )
    parser.add_argument("--database", default=DATABASE, help="nom de la base (par défaut : %(default)s)")
    sys.stdout.write(script(parser.parse_args(arguments).database))
    return 0


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
