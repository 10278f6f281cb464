"""Addresses for citizens and the public."""

from __future__ import annotations

from django.urls import path

from motcua.web.portal import browse, drafts, figures, guided, lookup, mine, papers, verification

urlpatterns = [
    path("", browse.home, name="home"),
    path("tim-kiem/", browse.search, name="search"),
    path("thu-tuc/<str:code>/", browse.procedure, name="procedure"),
    path("thu-tuc/<str:code>/noi-nop/", browse.choose_office, name="choose_office"),
    path("thu-tuc/<str:code>/bat-dau/", browse.start, name="start_draft"),
    path("so-lieu/", figures.public_figures, name="public_figures"),
    path("so-lieu.csv", figures.public_figures_csv, name="public_figures_csv"),
    path("tra-cuu/", lookup.look_up, name="look_up"),
    path("tra-cuu/<str:code>/", lookup.look_up_code, name="look_up_code"),
    path("xac-minh/<str:token>/", verification.verify_paper, name="verify_paper"),
    path("moi/", guided.invitation_code, name="invitation_code"),
    path("moi", guided.invitation_code, name="invitation_code_typed"),
    path("moi/<str:token>/", guided.invitation, name="invitation"),
    path("moi/<str:token>/dong-y/", guided.invitation_answer, name="invitation_answer"),
    path("ho-so-cua-toi/", mine.my_dossiers, name="my_dossiers"),
    path("ho-so/<str:code>/", mine.my_dossier, name="my_dossier"),
    path("ho-so/<str:code>/giay-bao/", mine.acknowledgement, name="acknowledgement"),
    path("ho-so/<str:code>/giay/<int:number>/", mine.official_paper, name="official_paper"),
    path("ho-so/<str:code>/bo-sung/", mine.supplement, name="supplement"),
    path("ho-so/<str:code>/rut/", mine.withdraw, name="withdraw"),
    path("ho-so/<str:code>/tep/<str:document>/", mine.my_document, name="my_document"),
    path("ho-so-nhap/<str:key>/", drafts.draft, name="draft"),
    path("ho-so-nhap/<str:key>/to-khai/<str:name>/", drafts.form_page, name="form_page"),
    path("ho-so-nhap/<str:key>/giay-to/", papers.attachments, name="attachments"),
    path("ho-so-nhap/<str:key>/giay-to/phan/", papers.attach_part, name="attach_part"),
    path("ho-so-nhap/<str:key>/giay-to/<int:attachment_id>/bo/", papers.remove_attachment, name="remove_attachment"),
    path("ho-so-nhap/<str:key>/tep/<str:document>/", papers.draft_document, name="draft_document"),
    path("ho-so-nhap/<str:key>/ho-tro/", drafts.helped, name="helped"),
    path("ho-so-nhap/<str:key>/kiem-tra/", drafts.check_answers, name="check_answers"),
    path("ho-so-nhap/<str:key>/nop/", drafts.send, name="send"),
    path("ho-so-nhap/<str:key>/da-nop/", drafts.sent, name="sent"),
    path("ho-so-nhap/<str:key>/bo/", drafts.discard, name="discard"),
]
