"""Addresses of the declarations."""

from __future__ import annotations

from django.urls import path

from jurande.declarations import views

app_name = "declarations"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<uuid:pk>/", views.one, name="one"),
    path("<uuid:pk>/preparer/", views.prepare, name="prepare"),
    path("<uuid:pk>/reprendre/", views.rework, name="rework"),
    path("exporter/", views.export, name="export"),
    path("fichiers/<uuid:pk>.xml", views.download, name="download"),
]
