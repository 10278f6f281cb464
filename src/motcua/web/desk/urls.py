"""Addresses for the counter, case officers and approvers."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.web.desk import (
    bulk,
    deputy,
    due,
    guiding,
    helping,
    intake,
    moves,
    papers,
    petitions,
    register,
    steps,
    talk,
    training,
    views,
)

urlpatterns: list[URLPattern] = [
    path("can-bo/ma-ho-tro/", helping.helper_code, name="helper_code"),
    path("can-bo/huong-dan/", guiding.guide, name="guide"),
    path("can-bo/huong-dan/<str:token>/", guiding.guided, name="guided"),
    path("can-bo/huong-dan/<str:token>/tien-do/", guiding.guided_progress, name="guided_progress"),
    path("can-bo/huong-dan/<str:token>/huy/", guiding.guided_cancel, name="guided_cancel"),
    path("can-bo/huong-dan/<str:token>/tai-day/", guiding.guided_here, name="guided_here"),
    path("can-bo/nguoi-thay/", deputy.deputy, name="deputy"),
    path("can-bo/lop-cua-toi/", training.mine, name="my_training"),
    path("ban-lam-viec/quay/", intake.intake, name="intake"),
    path("ban-lam-viec/quay/thu-tuc/", intake.procedures, name="intake_procedures"),
    path("ban-lam-viec/quay/luot/<str:key>/", intake.visit, name="visit"),
    path("ban-lam-viec/quay/luot/<str:key>/giay-tiep-nhan/", intake.slip, name="visit_slip"),
    path("ban-lam-viec/cung-luc/", bulk.at_once, name="desk_bulk"),
    path("ban-lam-viec/cung-luc/<str:key>/", bulk.run, name="desk_bulk_run"),
    path("so-theo-doi/", register.cases, name="register"),
    path("so-theo-doi/excel/", register.excel, name="register_excel"),
    path("ban-lam-viec/", views.queue, name="desk_queue"),
    path("ban-lam-viec/den-han/", due.due_lists, name="due_lists"),
    path("ban-lam-viec/ho-so/<str:code>/", views.case, name="desk_case"),
    path("ban-lam-viec/ho-so/<str:code>/tep/<str:key>/", views.document, name="desk_document"),
    path("ban-lam-viec/ho-so/<str:code>/giay/<int:entry>/", views.paper, name="desk_paper"),
    path("ban-lam-viec/giay-to/", papers.papers, name="desk_papers"),
    path("ban-lam-viec/ho-so/<str:code>/giay/<int:entry>/in-lai/", papers.reprint, name="desk_reprint"),
    path("ban-lam-viec/ho-so/<str:code>/phieu-kiem-soat/", views.control_slip, name="desk_control_slip"),
    path("ban-lam-viec/ho-so/<str:code>/quy-trinh/<int:number>/<slug:step>/", steps.step, name="desk_step"),
    path("ban-lam-viec/phan-anh/", petitions.petitions, name="petitions"),
    path("ban-lam-viec/phan-anh/moi/", petitions.new, name="petition_new"),
    path("ban-lam-viec/phan-anh/<str:code>/", petitions.petition, name="petition"),
    path("ban-lam-viec/phan-anh/<str:code>/<slug:step>/", petitions.move, name="petition_move"),
    path("ban-lam-viec/hoi-dap/", talk.open_questions, name="open_questions"),
    path("ban-lam-viec/ho-so/<str:code>/trao-doi/", talk.talk, name="desk_talk"),
    path("ban-lam-viec/ho-so/<str:code>/trao-doi/<int:question>/", talk.answer, name="desk_answer"),
    path("ban-lam-viec/ho-so/<str:code>/trao-doi/tep/<str:key>/", talk.file, name="desk_talk_file"),
    path("ban-lam-viec/ho-so/<str:code>/<slug:step>/", moves.move, name="desk_move"),
]
