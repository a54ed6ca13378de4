"""Addresses of the pages that read across the apps."""

from __future__ import annotations

from django.urls import path

from jurande.desk import lost_factors, views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("candidatures/<uuid:pk>/", views.candidacy, name="candidacy"),
    path("pieces/<uuid:pk>/", views.document, name="document"),
    path("acces/", lost_factors.listing, name="lost_factors"),
    path("acces/<uuid:pk>/", lost_factors.reset, name="reset_factors"),
]
