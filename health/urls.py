"""The pages of health: each part lists its own."""

from health.views import care, day, growth, hygiene, illness, reviews

app_name = "health"

urlpatterns = [
    *day.urls,
    *illness.urls,
    *hygiene.urls,
    *growth.urls,
    *care.urls,
    *reviews.urls,
]
