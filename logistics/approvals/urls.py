"""The addresses of approvals: one request, and the routes of the school."""

from django.urls import include, path

from logistics.approvals.views import approvals, routes

app_name = "approvals"

approval_urls = [
    path("", approvals.approval_list, name="approval_list"),
    path("<int:pk>/", approvals.approval, name="approval"),
    path("<int:pk>/print/", approvals.approval_print, name="approval_print"),
    path("<int:pk>/agree/", approvals.approval_agree, name="approval_agree"),
    path("<int:pk>/return/", approvals.approval_return, name="approval_return"),
    path("<int:pk>/hand-on/", approvals.approval_hand_on, name="approval_hand_on"),
    path("<int:pk>/add-signer/", approvals.approval_add_signer, name="approval_add_signer"),
    path("<int:pk>/ask/", approvals.approval_ask, name="approval_ask"),
    path("<int:pk>/withdraw/", approvals.approval_withdraw, name="approval_withdraw"),
    path("<int:pk>/remind/", approvals.approval_remind, name="approval_remind"),
]

route_urls = [
    path("", routes.route_list, name="route_list"),
    path("new/", routes.route_new, name="route_new"),
    path("<int:pk>/edit/", routes.route_edit, name="route_edit"),
    path("<int:pk>/remove/", routes.route_remove, name="route_remove"),
]

urlpatterns = [
    path("", include(approval_urls)),
    path("routes/", include(route_urls)),
]
