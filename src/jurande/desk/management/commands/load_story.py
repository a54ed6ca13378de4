"""`jurande manage load_story`: the demo's story, once; prints who may log in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from jurande.accounts.models import MEMBER_ROLES, Membership, User
from jurande.desk.story.telling import tell

PASSWORD = "jurande-demo-2026"  # noqa: S105  # printed on purpose: a demo holds no real person


class Command(BaseCommand):
    """Loads the story in an empty demo register; run again, it only prints the accounts."""

    help = "Charge l’histoire de démonstration et affiche ses comptes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses outside a demo: a real register holds no fictional person."""
        if not settings.JURANDE_DEMO:
            raise CommandError("L’histoire se charge dans une démonstration seulement (JURANDE_DEMO=1).")
        if not User.objects.exists():
            tell()
            for user in User.objects.all():
                user.set_password(PASSWORD)
                user.save(update_fields=["password"])
        self.stdout.write("Comptes de démonstration, un par rôle :")
        for role, label in MEMBER_ROLES.items():
            first = Membership.objects.filter(role=role, ended_at__isnull=True).select_related("user").first()
            if first:
                self.stdout.write(f"  {label:<28} {first.user.email}")
        self.stdout.write(f"Mot de passe de tous : {PASSWORD}")
        self.stdout.write("Ici, il suffit seul. Hors démonstration, un second contrôle le suit toujours :")
        self.stdout.write("un code envoyé à l’adresse du compte, une application ou une clé d’accès.")
