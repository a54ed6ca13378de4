"""The file that declares holders to the Caisse des Dépôts: model, check, write, verify (README.md)."""
