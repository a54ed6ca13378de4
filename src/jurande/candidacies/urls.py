"""Addresses of the candidacies."""

from __future__ import annotations

from django.urls import path

from jurande.candidacies import views, views_admissibility

app_name = "candidacies"
urlpatterns = [
    path("", views.listing, name="list"),
    path("inscrire/", views.enrol, name="enrol"),
    path("<uuid:pk>/etat-civil/", views.correct_identity, name="correct_identity"),
    path("<uuid:pk>/coordonnees/", views.correct_contact, name="correct_contact"),
    path("vae/", views_admissibility.request_vae, name="request_vae"),
    path("<uuid:pk>/recevabilite/", views_admissibility.instruct, name="admissibility"),
    path("<uuid:pk>/recevabilite/decision/", views_admissibility.declare, name="declare"),
    path("<uuid:pk>/recevabilite/dossier/", views_admissibility.file_validation, name="file_validation"),
    path("<uuid:pk>/abandon/", views.abandon, name="abandon"),
]
