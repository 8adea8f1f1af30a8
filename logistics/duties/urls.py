"""The addresses of the duties, grouped by what they hang on."""

from django.urls import include, path

from logistics.duties.views import (
    calendar,
    compliance,
    duties,
    feeds,
    findings,
    plans,
    records,
    registers,
    rooms,
    summaries,
    tasks,
)

app_name = "duties"

task_urls = [
    path("", tasks.task_list, name="task_list"),
    path("new/", plans.line_new, name="line_new"),
    path("<int:pk>/", tasks.task, name="task"),
    path("<int:pk>/record/", tasks.task_record, name="task_record"),
    path("<int:pk>/assign/", tasks.task_assign, name="task_assign"),
    path("<int:pk>/excuse/", tasks.task_excuse, name="task_excuse"),
    path("<int:pk>/excuse/ask/", tasks.task_ask_excuse, name="task_ask_excuse"),
    path("<int:pk>/follow-up/", tasks.task_follow_up, name="task_follow_up"),
]

record_urls = [
    path("new/", records.record_new, name="record_new"),
    path("notes/new/", records.note_new, name="note_new"),
    path("<int:pk>/", records.entry, name="entry"),
    path("<int:pk>/correct/", records.entry_correct, name="entry_correct"),
    path("<int:pk>/void/", records.entry_void, name="entry_void"),
    path("<int:pk>/review/", records.entry_review, name="entry_review"),
    path("rooms/new/", rooms.room_use_new, name="room_use_new"),
    path("<int:pk>/sign/", records.entry_sign, name="entry_sign"),
]

calendar_urls = [
    path("", calendar.calendar_home, name="calendar_home"),
    path("day/", calendar.calendar_day, name="calendar_day"),
    path("week/", calendar.calendar_week, name="calendar_week"),
    path("month/", calendar.calendar_month, name="calendar_month"),
    path("term/", calendar.calendar_term, name="calendar_term"),
]

duty_urls = [
    path("", duties.duty_list, name="duty_list"),
    path("new/", duties.duty_new, name="duty_new"),
    path("<int:pk>/", duties.duty, name="duty"),
    path("<int:pk>/edit/", duties.duty_edit, name="duty_edit"),
    path("<int:pk>/happened/", duties.duty_happened, name="duty_happened"),
    path("<int:pk>/turns/new/", duties.turn_new, name="turn_new"),
    path("turns/<int:pk>/delete/", duties.turn_delete, name="turn_delete"),
    path("catalogue/", duties.catalogue_page, name="catalogue"),
]

plan_urls = [
    path("", plans.plan_list, name="plan_list"),
    path("read/", plans.plan_new, name="plan_new"),
    path("review/<slug:token>/", plans.plan_review, name="plan_review"),
    path("review/<slug:token>/discard/", plans.plan_discard, name="plan_discard"),
    path("write/", plans.plan_write, name="plan_write"),
    path("<int:pk>/", plans.plan, name="plan"),
    path("<int:pk>/edit/", plans.plan_edit, name="plan_edit"),
    path("<int:pk>/ask/", plans.plan_ask, name="plan_ask"),
    path("<int:pk>/close/", plans.plan_close, name="plan_close"),
    path("lines/<int:pk>/", plans.line, name="line"),
    path("lines/<int:pk>/edit/", plans.line_edit, name="line_edit"),
]

finding_urls = [
    path("", findings.finding_list, name="finding_list"),
    path("choose/", findings.finding_choose, name="finding_choose"),
    path("<int:pk>/", findings.finding, name="finding"),
    path("<int:pk>/assign/", findings.finding_assign, name="finding_assign"),
    path("<int:pk>/put-right/", findings.finding_put_right, name="finding_put_right"),
    path("<int:pk>/recheck/", findings.finding_recheck, name="finding_recheck"),
]

register_urls = [
    path("", registers.register_list, name="register_list"),
    path("<slug:code>/", registers.register, name="register"),
    path("<slug:code>/print/", registers.register_print, name="register_print"),
    path("<slug:code>/xlsx/", registers.register_sheet, name="register_sheet"),
    path(
        "<slug:code>/completeness/", registers.register_completeness, name="register_completeness"
    ),
    path("<slug:code>/setting/", registers.register_setting, name="register_setting"),
]

feed_urls = [
    path("feed/<slug:token>.ics", feeds.calendar_feed, name="calendar_feed"),
    path("me/calendar/", feeds.calendar_address, name="calendar_address"),
    path("me/calendar/make/", feeds.calendar_address_make, name="calendar_address_make"),
    path("me/calendar/revoke/", feeds.calendar_address_revoke, name="calendar_address_revoke"),
]

urlpatterns = [
    *feed_urls,
    path("tasks/", include(task_urls)),
    path("records/", include(record_urls)),
    path("calendar/", include(calendar_urls)),
    path("compliance/", compliance.compliance, name="compliance"),
    path("summary/", summaries.summary, name="summary"),
    path("summary/docx/", summaries.summary_document, name="summary_document"),
    path("duties/", include(duty_urls)),
    path("plans/", include(plan_urls)),
    path("findings/", include(finding_urls)),
    path("registers/", include(register_urls)),
]
