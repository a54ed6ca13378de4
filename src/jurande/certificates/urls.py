"""Addresses of the certificates: the centre's list and the candidate's own page. The public page is at `/v/`."""

from __future__ import annotations

from django.urls import path

from jurande.certificates import views, views_fraud, views_mine, views_notifying

app_name = "certificates"
urlpatterns = [
    path("", views.listing, name="list"),
    path("mon-dossier/", views_mine.mine, name="mine"),
    path("mon-dossier/cas/<uuid:pk>/recours/", views_mine.lodge_recourse, name="lodge_recourse"),
    path("mon-dossier/recours/<uuid:pk>/reponse.pdf", views_mine.recourse_answer_pdf, name="recourse_answer_pdf"),
    path("auditions/<uuid:pk>/lettre.pdf", views_mine.fraud_letter, name="fraud_letter"),
    path("auditions/", views_fraud.listing, name="frauds"),
    path("auditions/<uuid:pk>/", views_fraud.one, name="fraud"),
    path("auditions/<uuid:pk>/ouvrir/", views_fraud.consult, name="consult_fraud"),
    path("auditions/<uuid:pk>/decision/", views_fraud.decide, name="decide_fraud"),
    path("auditions/<uuid:pk>/convoquer/", views_fraud.call, name="call_to_hearing"),
    path("auditions/<uuid:pk>/entendre/", views_fraud.hear, name="hear"),
    path("auditions/<uuid:pk>/retirer/", views_fraud.withdraw, name="withdraw_blocks"),
    path("<uuid:pk>/signaler/", views_fraud.report, name="report_fraud"),
    path("candidatures/<uuid:pk>/signaler/", views_fraud.report_on, name="report_on"),
    path("<uuid:pk>/", views.one, name="one"),
    path("<uuid:pk>/certificat.pdf", views.certificate_pdf, name="pdf"),
    path("blocs/<uuid:pk>/attestation.pdf", views.statement_pdf, name="statement_pdf"),
    path("cas/<uuid:pk>/information.pdf", views.notice_pdf, name="notice_pdf"),
    path("cas/<uuid:pk>/notifier/", views_notifying.notify, name="notify"),
    path("<uuid:pk>/retirer/", views.withdraw, name="withdraw"),
]
