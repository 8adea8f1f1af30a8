"""Addresses of logging in, of one's own login, and of keeping the logins of others."""

from django.urls import path

from logistics.accounts.views import entering, keeping, own, sharing

app_name = "accounts"

urlpatterns = [
    path("login/code/", entering.code, name="code"),
    path("device/", sharing.chooser, name="chooser"),
    path("device/<int:pk>/", sharing.take_over, name="take_over"),
    path("me/go-on/", own.go_on, name="go_on"),
    path("me/devices/", own.visit_list, name="visit_list"),
    path("me/devices/others/end/", own.others_end, name="others_end"),
    path("me/devices/<int:pk>/end/", own.visit_end, name="visit_end"),
    path("me/devices/<int:pk>/forget/", own.device_forget, name="device_forget"),
    path("me/pin/", own.pin, name="pin"),
    path("me/code/", own.factor, name="factor"),
    path("me/code/recovery/", own.recovery, name="recovery"),
    path("accounts/", keeping.login_list, name="login_list"),
    path("accounts/people/<int:pk>/", keeping.login_give, name="login_give"),
    path("accounts/people/<int:pk>/unlock/", keeping.unlock, name="unlock"),
    path("accounts/people/<int:pk>/code/reset/", keeping.factor_reset, name="factor_reset"),
    path("accounts/locked/", keeping.locked_list, name="locked_list"),
    path("accounts/sign-ins/", keeping.sign_in_list, name="sign_in_list"),
    path("accounts/devices/", keeping.device_list, name="device_list"),
    path("accounts/devices/new/", keeping.device_new, name="device_new"),
    path("accounts/devices/<int:pk>/revoke/", keeping.device_revoke, name="device_revoke"),
]
