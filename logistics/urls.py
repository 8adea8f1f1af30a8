"""The table of contents of the whole."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path
from django.views.i18n import set_language

from logistics import style, views
from logistics.access import declare
from logistics.duties.views.home import home

urlpatterns = [
    path("", home, name="home"),
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", declare(auth.LogoutView.as_view()), name="logout"),
    path("language/", declare(set_language), name="set_language"),
    path("appearance/", views.appearance, name="appearance"),
    path("me/", views.me, name="me"),
    path("me/password/", declare(auth.PasswordChangeView.as_view()), name="password_change"),
    path(
        "me/password/done/",
        declare(auth.PasswordChangeDoneView.as_view()),
        name="password_change_done",
    ),
    path("campus/", views.campus_choose, name="campus_choose"),
    path("drafts/", views.draft_save, name="draft"),
    path("drafts/discard/", views.draft_discard, name="draft_discard"),
    path("style/", style.style, name="style"),
    path("style/options/", style.style_options, name="style_options"),
    path("status/live", views.status_live, name="status_live"),
    path("status/ready", views.status_ready, name="status_ready"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("school/", include("logistics.school.urls")),
    path("", include("logistics.records.urls")),
    path("", include("logistics.duties.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "logistics.views.bad_request"
handler403 = "logistics.views.permission_denied"
handler404 = "logistics.views.not_found"
handler500 = "logistics.views.server_error"
