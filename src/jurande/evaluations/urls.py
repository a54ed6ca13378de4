"""Addresses of the evaluation phase; `avis/` is opened by the tutor's personal link."""

from __future__ import annotations

from django.urls import path

from jurande.evaluations import views, views_grid, views_opinion

app_name = "evaluations"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<uuid:pk>/modalites/", views.plan, name="plan"),
    path("<uuid:pk>/rapport/", views.report, name="report"),
    path("<uuid:pk>/recapitulatif/", views.summarise, name="summarise"),
    path("<uuid:pk>/rouvrir/", views.reopen, name="reopen"),
    path("<uuid:pk>/avis/", views_opinion.ask, name="ask_opinion"),
    path("grilles/<uuid:pk>/", views_grid.grid, name="grid"),
    path("grilles/<uuid:pk>/reponse/", views_grid.answer, name="answer"),
    path("grilles/<uuid:pk>/signature/", views_grid.sign, name="sign"),
    path("avis/<str:token>/", views_opinion.opinion, name="opinion"),
]
