"""The addresses of the pages that belong to the whole house."""

from __future__ import annotations

from django.urls import path

from jurande.ui import views

app_name = "ui"

urlpatterns = [
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("donnees-personnelles/", views.personal_data, name="personal_data"),
    path("galerie/", views.gallery, name="gallery"),
]
