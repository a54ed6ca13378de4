"""Addresses of the certificates: the centre's list and the candidate's own page. The public page is at `/v/`."""

from __future__ import annotations

from django.urls import path

from jurande.certificates import views, views_notifying

app_name = "certificates"
urlpatterns = [
    path("", views.listing, name="list"),
    path("mon-dossier/", views.mine, name="mine"),
    path("<uuid:pk>/", views.one, name="one"),
    path("<uuid:pk>/certificat.pdf", views.certificate_pdf, name="pdf"),
    path("blocs/<uuid:pk>/attestation.pdf", views.statement_pdf, name="statement_pdf"),
    path("cas/<uuid:pk>/information.pdf", views.notice_pdf, name="notice_pdf"),
    path("cas/<uuid:pk>/notifier/", views_notifying.notify, name="notify"),
    path("<uuid:pk>/retirer/", views.withdraw, name="withdraw"),
]
