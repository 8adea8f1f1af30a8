"""Addresses of the school's own pages."""

from django.urls import path

from logistics.school.views import (
    children,
    classes,
    consents,
    days,
    labels,
    lines,
    people,
    places,
    privacy,
    rules,
    settings,
    terms,
    zones,
)

app_name = "school"

people_urls = [
    path("people/", people.person_list, name="person_list"),
    path("people/options/", people.person_options, name="person_options"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<int:pk>/reveal/", people.person_reveal, name="person_reveal"),
    path("people/<int:pk>/leave/", people.person_leave, name="person_leave"),
    path("posts/<int:pk>/edit/", people.post_edit, name="post_edit"),
    path("posts/<int:pk>/end/", people.post_end, name="post_end"),
    path("lines/", lines.work_line_list, name="work_line_list"),
    path("lines/new/", lines.work_line_new, name="work_line_new"),
    path("lines/<int:pk>/edit/", lines.work_line_edit, name="work_line_edit"),
    path("lines/<int:pk>/remove/", lines.work_line_remove, name="work_line_remove"),
]

place_urls = [
    path("places/", places.place_list, name="place_list"),
    path("places/options/", places.place_options, name="place_options"),
    path("places/new/", places.place_new, name="place_new"),
    path("places/labels/", labels.place_labels, name="place_labels"),
    path("places/labels/print/", labels.place_labels_print, name="place_labels_print"),
    path("places/<int:pk>/", places.place, name="place"),
    path("places/<int:pk>/edit/", places.place_edit, name="place_edit"),
    path("places/<int:pk>/code/", labels.place_code_new, name="place_code_new"),
    path("zones/", zones.zone_list, name="zone_list"),
    path("zones/<int:pk>/edit/", zones.zone_edit, name="zone_edit"),
    path("zones/<int:pk>/remove/", zones.zone_remove, name="zone_remove"),
    path("terms/<int:term_pk>/zones/new/", zones.zone_new, name="zone_new"),
    path("terms/<int:term_pk>/zones/copy/", zones.zone_copy, name="zone_copy"),
]

class_urls = [
    path("classes/", classes.class_list, name="class_list"),
    path("classes/new/", classes.class_new, name="class_new"),
    path("classes/<int:pk>/", classes.class_, name="class"),
    path("classes/<int:pk>/edit/", classes.class_edit, name="class_edit"),
    path("classes/<int:pk>/enrol/", classes.class_enrol, name="class_enrol"),
    path("classes/<int:class_pk>/closures/new/", classes.closure_new, name="closure_new"),
    path("closures/<int:pk>/remove/", classes.closure_remove, name="closure_remove"),
]

child_urls = [
    path("children/", children.child_list, name="child_list"),
    path("children/sheet/", children.child_sheet, name="child_sheet"),
    path("children/new/", children.child_new, name="child_new"),
    path("children/<int:pk>/", children.child, name="child"),
    path("children/<int:pk>/edit/", children.child_edit, name="child_edit"),
    path("children/<int:pk>/enrol/", children.child_enrol, name="child_enrol"),
    path("children/<int:pk>/health/", children.child_health, name="child_health"),
    path("children/<int:pk>/reveal/", children.child_reveal, name="child_reveal"),
    path("children/<int:child_pk>/guardians/new/", children.guardian_new, name="guardian_new"),
    path("guardians/<int:pk>/edit/", children.guardian_edit, name="guardian_edit"),
    path("guardians/<int:pk>/remove/", children.guardian_remove, name="guardian_remove"),
]

consent_urls = [
    path("children/<int:pk>/consents/", consents.child_consents, name="child_consents"),
    path("children/<int:pk>/consents/new/", consents.consent_new, name="consent_new"),
    path("children/<int:pk>/consents/form/", consents.consent_form, name="consent_form"),
    path("classes/<int:pk>/consents/", consents.class_consents, name="class_consents"),
    path(
        "classes/<int:pk>/consents/forms/",
        consents.class_consent_forms,
        name="class_consent_forms",
    ),
]

privacy_urls = [
    path("readings/", privacy.reading_list, name="reading_list"),
    path("children/<int:pk>/file/", privacy.child_file, name="child_file"),
    path("children/<int:pk>/erase/", privacy.child_erase, name="child_erase"),
    path("children/<int:child_pk>/requests/new/", privacy.request_new, name="request_new"),
    path("children/<int:child_pk>/holds/new/", privacy.hold_new, name="hold_new"),
    path("holds/<int:pk>/lift/", privacy.hold_lift, name="hold_lift"),
    path("erasures/requests/", privacy.request_list, name="request_list"),
    path("erasures/requests/<int:pk>/", privacy.request_, name="request"),
    path("erasures/", privacy.erasure_list, name="erasure_list"),
    path("erasures/waiting/", privacy.erasure_waiting, name="erasure_waiting"),
    path("erasures/staff/", privacy.erasure_staff, name="erasure_staff"),
    path("erasures/done/", privacy.erasure_done, name="erasure_done"),
    path("erasures/<int:pk>/confirm/", privacy.erasure_confirm, name="erasure_confirm"),
    path("erasures/<int:pk>/withdraw/", privacy.erasure_withdraw, name="erasure_withdraw"),
    path("people/<int:pk>/erase/", privacy.person_erase, name="person_erase"),
]

term_urls = [
    path("terms/", terms.term_list, name="term_list"),
    path("terms/new/", terms.term_new, name="term_new"),
    path("terms/<int:pk>/", terms.term, name="term"),
    path("terms/<int:pk>/edit/", terms.term_edit, name="term_edit"),
    path("terms/<int:term_pk>/days/edit/", days.day_edit, name="day_edit"),
    path("terms/<int:term_pk>/notices/new/", days.notice_new, name="notice_new"),
]

setting_urls = [
    path("", settings.settings, name="settings"),
    path("edit/", settings.school_edit, name="school_edit"),
    path("campuses/", settings.campus_list, name="campus_list"),
    path("campuses/new/", settings.campus_new, name="campus_new"),
    path("campuses/<int:pk>/edit/", settings.campus_edit, name="campus_edit"),
    path("rules/", rules.rule_list, name="rule_list"),
    path("rules/<str:code>/new/", rules.rule_new, name="rule_new"),
]

urlpatterns = [
    *people_urls,
    *place_urls,
    *class_urls,
    *child_urls,
    *consent_urls,
    *privacy_urls,
    *term_urls,
    *setting_urls,
]
