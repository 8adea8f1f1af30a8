"""The pages of safety: each part lists its own."""

from safety.views import bus, fire, gate, grounds, hazards, organisation, repairs, rounds

app_name = "safety"

urlpatterns = [
    *rounds.urls,
    *hazards.urls,
    *grounds.urls,
    *repairs.urls,
    *gate.urls,
    *fire.urls,
    *bus.urls,
    *organisation.urls,
]
