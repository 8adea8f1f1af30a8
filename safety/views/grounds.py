"""The pages of the grounds: cleaning and the outsourced companies."""

from safety.views import cleaning, companies

urls = [*cleaning.urls, *companies.urls]
