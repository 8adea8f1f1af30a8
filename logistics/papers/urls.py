"""The addresses of papers and packs."""

from django.urls import include, path

from logistics.papers.views import packs, papers

app_name = "papers"

pack_urls = [
    path("", packs.pack_list, name="pack_list"),
    path("new/", packs.pack_new, name="pack_new"),
    path("<int:pk>/", packs.pack, name="pack"),
    path("<int:pk>/edit/", packs.pack_edit, name="pack_edit"),
    path("<int:pk>/print/", packs.pack_print, name="pack_print"),
    path("<int:pk>/zip/", packs.pack_zip, name="pack_zip"),
    path("<int:pk>/file/", packs.pack_file, name="pack_file"),
    path("<int:pk>/share/", packs.pack_share, name="pack_share"),
    path("shares/<int:pk>/end/", packs.pack_unshare, name="pack_unshare"),
]

urlpatterns = [
    path("", papers.paper_list, name="paper_list"),
    path("new/", papers.paper_new, name="paper_new"),
    path("<int:pk>/", papers.paper, name="paper"),
    path("<int:pk>/edit/", papers.paper_edit, name="paper_edit"),
    path("<int:pk>/revise/", papers.paper_revise, name="paper_revise"),
    path("<int:pk>/withdraw/", papers.paper_withdraw, name="paper_withdraw"),
    path("<int:pk>/confirm/", papers.paper_confirm, name="paper_confirm"),
    path("files/<int:pk>/", papers.paper_file, name="paper_file"),
    path("packs/", include(pack_urls)),
]
