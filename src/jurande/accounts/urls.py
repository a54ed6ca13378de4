"""Addresses of the accounts; logging in and its second factors are allauth's."""

from __future__ import annotations

from django.urls import path

from jurande.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.me, name="me"),
    path("role/", views.choose, name="choose"),
    path("equipe/", views.team, name="team"),
    path("equipe/<uuid:pk>/fin/", views.end, name="end"),
    path("invitation/<str:token>/", views.accept, name="accept"),
]
