"""Addresses of the national level: organisations, and the choices of the authority."""

from __future__ import annotations

from django.urls import path

from jurande.desk.national import views, views_choices

app_name = "organisations"
urlpatterns = [
    path("choix/", views_choices.choices, name="choices"),
    path("choix/<slug:name>/", views_choices.choice, name="choice"),
    path("organisations/", views.listing, {"kind": "centres"}, name="index"),
    path("organisations/syndicats/<str:pk>/representativite/", views.represent, name="represent"),
    path("organisations/representativites/<int:pk>/fin/", views.end_period, name="end_period"),
    path("organisations/centres/<str:pk>/inviter/", views.invite_manager, name="invite_manager"),
    path("organisations/<slug:kind>/", views.listing, name="list"),
    path("organisations/<slug:kind>/enregistrer/", views.add, name="add"),
    path("organisations/<slug:kind>/<str:pk>/", views.one, name="one"),
    path("organisations/<slug:kind>/<str:pk>/fin/", views.end, name="end"),
    path("organisations/<slug:kind>/<str:pk>/rouvrir/", views.reopen, name="reopen"),
]
