"""Addresses of the accounts; logging in and its second factors are allauth's, which come after."""

from __future__ import annotations

from django.urls import path

from jurande.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.me, name="me"),
    path("role/", views.choose, name="choose"),
    path("equipe/", views.team, name="team"),
    path("equipe/<uuid:pk>/fin/", views.end, name="end"),
    path("equipe/<uuid:pk>/second-controle/", views.reset_factors, name="reset_factors"),
    path("second-controle/<str:token>/", views.enter_again, name="enter_again"),
    path("equipe/invitations/<uuid:pk>/annuler/", views.call_back, name="call_back"),
    path("invitation/<str:token>/", views.accept, name="accept"),
    # An invitation or a designation finds its account by its address: nobody gives theirs another by themselves, or
    # they could take the place of whoever is invited there. These shadow the pages of allauth that would let them.
    path("email/", views.closed, name="email"),
    path("confirm-email/", views.closed, name="confirm_email"),
    path("confirm-email/<path:rest>", views.closed, name="confirm_email_key"),
]
