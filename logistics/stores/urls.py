"""Addresses of the stores."""

from django.urls import URLPattern, URLResolver, include, path

from logistics.stores.views import counting, goods, months, sheets, stock

app_name = "stores"

stock_urls = [
    path("", stock.stock_list, name="stock"),
    path("items/options/", stock.item_options, name="item_options"),
    path("receivers/options/", stock.receiver_options, name="receiver_options"),
    path("items/new/", stock.item_new, name="item_new"),
    path("items/<int:pk>/", stock.item, name="item"),
    path("items/<int:pk>/edit/", stock.item_edit, name="item_edit"),
    path("costs/", stock.cost_list, name="cost_list"),
]
goods_urls = [
    path("groups/", goods.group_list, name="group_list"),
    path("groups/new/", goods.group_new, name="group_new"),
    path("groups/<int:pk>/edit/", goods.group_edit, name="group_edit"),
    path("rooms/", goods.store_list, name="store_list"),
    path("rooms/new/", goods.store_new, name="store_new"),
    path("rooms/<int:pk>/", goods.store, name="store"),
    path("rooms/<int:pk>/edit/", goods.store_edit, name="store_edit"),
    path("rooms/<int:pk>/shelf/", goods.shelf_edit, name="shelf_edit"),
    path("suppliers/", goods.supplier_list, name="supplier_list"),
    path("suppliers/new/", goods.supplier_new, name="supplier_new"),
    path("suppliers/<int:pk>/", goods.supplier, name="supplier"),
    path("suppliers/<int:pk>/edit/", goods.supplier_edit, name="supplier_edit"),
]
sheet_urls = [
    path("receive/", sheets.receive, name="receive"),
    path("issue/", sheets.issue, name="issue"),
    path("return/", sheets.return_new, name="return"),
    path("transfer/", sheets.transfer, name="transfer"),
    path("write-off/", sheets.write_off, name="write_off"),
    path("documents/<int:pk>/take-back/", sheets.take_back, name="take_back"),
    path("documents/<int:pk>/print/", sheets.sheet_print, name="sheet_print"),
    path("months/", months.month_list, name="month_list"),
    path("months/new/", months.month_new, name="month_new"),
]

count_urls = [
    path("", counting.count_list, name="count_list"),
    path("new/", counting.count_new, name="count_new"),
    path("<int:pk>/", counting.count, name="count"),
    path("<int:pk>/lines/", counting.count_lines, name="count_lines"),
    path("<int:pk>/found/", counting.count_found, name="count_found"),
    path("<int:pk>/finish/", counting.count_finish, name="count_finish"),
    path("<int:pk>/reopen/", counting.count_reopen, name="count_reopen"),
    path("<int:pk>/drop/", counting.count_drop, name="count_drop"),
    path("<int:pk>/post/", counting.count_post, name="count_post"),
    path("sheets/<int:pk>/minutes/", counting.count_minutes, name="count_minutes"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *stock_urls,
    *goods_urls,
    *sheet_urls,
    path("counts/", include(count_urls)),
]
