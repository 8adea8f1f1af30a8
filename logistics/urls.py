"""The table of contents of the whole."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from assets.views.cards import asset_label
from logistics import first_use, manual, search, style, views
from logistics.access import declare
from logistics.accounts.views import entering, own
from logistics.demo import views as demo
from logistics.duties.views.home import home, home_cards
from logistics.duties.views.stickers import sticker

urlpatterns = [
    path("", home, name="home"),
    path("cards/", home_cards, name="home_cards"),
    path("login/", entering.login, name="login"),
    path("logout/", entering.logout, name="logout"),
    path("language/", declare(set_language), name="set_language"),
    path("appearance/", views.appearance, name="appearance"),
    path("me/", views.me, name="me"),
    path("me/password/", own.password_change, name="password_change"),
    path("campus/", views.campus_choose, name="campus_choose"),
    path("drafts/", views.draft_save, name="draft"),
    path("drafts/discard/", views.draft_discard, name="draft_discard"),
    path("search/", search.search, name="search"),
    path("help/", manual.help_list, name="help_list"),
    path("help/<slug:code>/", manual.help_page, name="help_page"),
    path("first-use/", first_use.first_use, name="first_use"),
    path("first-use/sample/", demo.demo_load, name="demo_load"),
    path("first-use/sample/remove/", demo.demo_remove, name="demo_remove"),
    path("p/<slug:code>/", sticker, name="sticker"),
    path("style/", style.style, name="style"),
    path("style/options/", style.style_options, name="style_options"),
    path("status/", include("logistics.upkeep.urls")),
    path("status/live", views.status_live, name="status_live"),
    path("status/ready", views.status_ready, name="status_ready"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("school/", include("logistics.school.urls")),
    path("", include("logistics.accounts.urls")),
    path("imports/", include("logistics.imports.urls")),
    path("", include("logistics.records.urls")),
    path("", include("logistics.notices.urls")),
    path("approvals/", include("logistics.approvals.urls")),
    path("", include("logistics.duties.urls")),
    path("contradictions/", include("logistics.contradictions.urls")),
    path("papers/", include("logistics.papers.urls")),
    path("stores/", include("logistics.stores.urls")),
    path("assets/", include("assets.urls")),
    path("health/", include("health.urls")),
    path("safety/", include("safety.urls")),
    path("canteen/", include("canteen.urls")),
    path("a/<slug:code>/", asset_label, name="asset_label"),
    path("admin/", admin.site.urls),
]

handler400 = "logistics.views.bad_request"
handler403 = "logistics.views.permission_denied"
handler404 = "logistics.views.not_found"
handler500 = "logistics.views.server_error"
