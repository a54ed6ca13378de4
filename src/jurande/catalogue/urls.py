"""The public addresses of the catalogue."""

from __future__ import annotations

from django.urls import path

from jurande.catalogue import views

app_name = "catalogue"

urlpatterns = [
    path("", views.index, name="index"),
    path("<str:code>.json", views.record_json, name="record_json"),
    path("<str:code>/", views.record, name="record"),
]
