"""The public address of a certificate: short, for it is printed and scanned."""

from __future__ import annotations

from django.urls import path

from jurande.certificates import views_public

app_name = "verification"
urlpatterns = [
    path("", views_public.search, name="search"),
    path("<str:code>", views_public.verify, name="verify"),
]
