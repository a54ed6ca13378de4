"""Addresses of the juries: preparing a session, then the room."""

from __future__ import annotations

from django.urls import path

from jurande.juries import (
    views,
    views_after,
    views_attendance,
    views_calling,
    views_directory,
    views_rectifying,
    views_room,
    views_signing,
)

app_name = "juries"
urlpatterns = [
    path("", views.listing, name="list"),
    path("ouvrir/", views.prepare, name="prepare"),
    path("repertoire/", views_directory.listing, name="directory"),
    path("repertoire/ajouter/", views_directory.add, name="juror_add"),
    path("repertoire/<uuid:pk>/", views_directory.one, name="juror"),
    path("repertoire/<uuid:pk>/corriger/", views_directory.correct, name="juror_correct"),
    path("repertoire/<uuid:pk>/depart/", views_directory.leave, name="juror_leave"),
    path("repertoire/<uuid:pk>/retour/", views_directory.take_back, name="juror_back"),
    path("<uuid:pk>/", views.session, name="session"),
    path("<uuid:pk>/candidats/", views.list_candidates, name="list_candidates"),
    path("<uuid:pk>/membres/", views.designate, name="designate"),
    path("<uuid:pk>/saisir/", views.call, name="call"),
    path("<uuid:pk>/convoquer/", views.summon, name="summon"),
    path("<uuid:pk>/lieu/", views.reschedule, name="reschedule"),
    path("<uuid:pk>/annuler/", views.cancel, name="cancel"),
    path("<uuid:pk>/emarger/", views_attendance.sign_in, name="sign_in"),
    path("<uuid:pk>/emargement/", views_attendance.attend, name="attend"),
    path("<uuid:pk>/presence/", views_attendance.reseat, name="reseat"),
    path("<uuid:pk>/feuille/", views_attendance.sheet, name="sheet"),
    path("<uuid:pk>/feuille/signee/", views_attendance.scan, name="scan"),
    path("membres/<uuid:pk>/retirer/", views.remove_member, name="remove_member"),
    path("saisines/<int:pk>/sans-designation/", views.decline, name="decline"),
    path("saisines/<int:pk>/corriger/", views_calling.take_back, name="take_back"),
    path("<uuid:pk>/commission/", views_calling.inform, name="inform"),
    path("cas/<uuid:pk>/retirer/", views.unlist, name="unlist"),
    path("cas/<uuid:pk>/empechements/", views.bars, name="bars"),
    path("<uuid:pk>/salle/", views_room.room, name="room"),
    path("<uuid:pk>/suites/", views_after.after, name="after"),
    path("<uuid:pk>/signature/code/", views_signing.ask_code, name="signing_code"),
    path("<uuid:pk>/signature/", views_signing.sign, name="sign"),
    path("<uuid:pk>/signatures/arreter/", views_signing.finish, name="finish_signing"),
    path("<uuid:pk>/signe-ailleurs/", views_signing.attach, name="attach_signed"),
    path("<uuid:pk>/rectifier/", views_rectifying.rectify, name="rectify"),
    path("<uuid:pk>/rectifier/signature/", views_rectifying.sign_rectification, name="sign_rectification"),
    path("<uuid:pk>/version/", views_room.version, name="version"),
    path("<uuid:pk>/conformite/", views_room.conform, name="conform"),
    path("<uuid:pk>/ensemble/", views_room.decide_together, name="decide_together"),
    path("<uuid:pk>/clore/", views_room.close, name="close"),
    path("cas/<uuid:pk>/examiner/", views_room.examine, name="examine"),
    path("cas/<uuid:pk>/vote/", views_room.open_vote, name="open_vote"),
    path("cas/<uuid:pk>/voix/", views_room.vote, name="vote"),
    path("cas/<uuid:pk>/resultat/", views_room.record_vote, name="record_vote"),
    path("cas/<uuid:pk>/decision/", views_room.decide, name="decide"),
]
