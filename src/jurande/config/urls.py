"""The addresses of the application, one line per room of the house."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("jurande.desk.urls")),
    path("candidatures/", include("jurande.candidacies.urls")),
    path("evaluations/", include("jurande.evaluations.urls")),
    path("jurys/", include("jurande.juries.urls")),
    path("v/", include("jurande.certificates.public_urls")),
    path("certificats/", include("jurande.certificates.urls")),
    path("declarations/", include("jurande.declarations.urls")),
    path("", include("jurande.desk.national.urls")),
    path("certifications/", include("jurande.catalogue.urls")),
    path("compte/", include("jurande.accounts.urls")),
    path("compte/", include("allauth.account.urls")),
    path("compte/securite/", include("allauth.mfa.urls")),
    path("", include("jurande.ui.urls")),
]
