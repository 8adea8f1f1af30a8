"""The addresses of the inbox, and of the ways out of the house."""

from django.urls import path

from logistics.notices import views

app_name = "notices"

urlpatterns = [
    path("todo/", views.inbox_page, name="inbox"),
    path("todo/news/read/", views.notice_read_all, name="notice_read_all"),
    path("todo/news/<int:pk>/", views.notice, name="notice"),
    path("me/notices/", views.wish_edit, name="wish_edit"),
    path("channels/", views.channel_list, name="channel_list"),
    path("channels/new/", views.channel_new, name="channel_new"),
    path("channels/<int:pk>/edit/", views.channel_edit, name="channel_edit"),
    path("channels/<int:pk>/connect/", views.channel_connect, name="channel_connect"),
    path("channels/<int:pk>/test/", views.channel_test, name="channel_test"),
    path("channels/<int:pk>/switch/", views.channel_switch, name="channel_switch"),
    path("deliveries/", views.delivery_list, name="delivery_list"),
    path("deliveries/<int:pk>/again/", views.delivery_again, name="delivery_again"),
    path("deliveries/again/", views.delivery_again_all, name="delivery_again_all"),
]
