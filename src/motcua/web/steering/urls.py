"""Addresses for leaders and procedure controllers."""

from __future__ import annotations

from django.urls import path

from motcua.web.steering import (
    calendar,
    classes,
    directives,
    effects,
    figures,
    importing,
    opened,
    reports,
    targets,
    texts,
    training,
)

urlpatterns = [
    path("dieu-hanh/hieu-qua/", effects.effects, name="effects"),
    path("tap-huan/", training.overview, name="training"),
    path("tap-huan/can-bo/<str:code>/", training.skills, name="training_skills"),
    path("tap-huan/lap-lop/", classes.new, name="training_new"),
    path("tap-huan/lop/<int:number>/", classes.show, name="training_class"),
    path("tap-huan/lop/<int:number>/sua/", classes.change, name="training_change"),
    path("tap-huan/lop/<int:number>/huy/", classes.cancel, name="training_cancel"),
    path("tap-huan/lop/<int:number>/diem-danh/", classes.attendance, name="training_attendance"),
    path("dieu-hanh/", figures.steering, name="steering"),
    path("dieu-hanh/mo-so-lieu/<str:code>/", opened.opened, name="opened_figure"),
    path("dieu-hanh/muc-tieu/", targets.overview, name="targets"),
    path("dieu-hanh/muc-tieu/<str:code>/", targets.office_targets, name="office_targets"),
    path("dieu-hanh/muc-tieu/<str:code>/giao/", targets.give_target, name="give_target"),
    path("dieu-hanh/muc-tieu/<str:code>/chia/", targets.share_target, name="share_target"),
    path("dieu-hanh/van-ban/", directives.directives, name="directives"),
    path("dieu-hanh/van-ban/moi/", directives.enter_directive, name="enter_directive"),
    path("dieu-hanh/van-ban/<int:number>/", directives.directive, name="directive"),
    path("dieu-hanh/van-ban/<int:number>/<str:code>/giao/", directives.pass_directive, name="pass_directive"),
    path("dieu-hanh/van-ban/<int:number>/<str:code>/ke-hoach/", directives.directive_plan, name="directive_plan"),
    path("dieu-hanh/bao-cao/", reports.reports, name="reports"),
    path("dieu-hanh/bao-cao/<str:key>/", reports.report, name="report"),
    path("dieu-hanh/bao-cao/<str:key>/phat-hanh/", reports.report_issue, name="report_issue"),
    path("dieu-hanh/bao-cao/<str:key>/xoa/", reports.report_discard, name="report_discard"),
    path("dieu-hanh/bao-cao/<str:key>/bao-cao.pdf", reports.report_pdf, name="report_pdf"),
    path("dieu-hanh/bao-cao/<str:key>/bao-cao.xlsx", reports.report_workbook, name="report_workbook"),
    path("dieu-hanh/bao-cao/<str:key>/noi-dung.json", reports.report_content, name="report_content"),
    path("viec-ke-hoach/", directives.my_tasks, name="my_tasks"),
    path("viec-ke-hoach/<int:task>/xong/", directives.finish_task, name="finish_task"),
    path("lich-lam-viec/", calendar.calendar, name="calendar"),
    path("dieu-hanh/nhap-ho-so/", importing.imports, name="dossier_imports"),
    path("dieu-hanh/nhap-ho-so/<slug:key>/", importing.one, name="dossier_import"),
    path("dieu-hanh/nhap-ho-so/<slug:key>/bao-cao.csv", importing.report, name="dossier_import_report"),
    path("mau-tin/", texts.overview, name="message_texts"),
    path("mau-tin/<slug:occasion>/<slug:medium>/", texts.edit, name="message_text"),
]
