"""What a dish says of itself: what some must not eat of it, what it costs, how a photo is kept."""

from functools import partial
from secrets import token_urlsafe

from django.core.files.storage import default_storage
from django.db import transaction

from canteen.models import Dish, Food
from logistics.records import photos
from logistics.records.photos import Prepared
from logistics.school.models import Allergy

FOLDER = "dishes"
LABELS = dict(Allergy.Allergen.choices)


def allergens_of(dish: Dish) -> set[str]:
    """Codes, out of what is in it; the ingredients with their foods are read already."""
    return {row.allergen for line in dish.ingredients.all() for row in line.food.allergens.all()}


def allergen_words(dish: Dish) -> list[str]:
    codes = allergens_of(dish)
    return [str(LABELS[code]) for code in Allergy.Allergen.values if code in codes]


def risky(dish: Dish) -> list[Food]:
    """Foods in it that a school kitchen keeps away from."""
    return list(
        {line.food_id: line.food for line in dish.ingredients.all() if line.food.risk}.values()
    )


def put_photo(dish: Dish, photo: Prepared) -> None:
    """Keep a picture of the dish; the one before goes once the new one is there for good."""
    old = dish.photo
    dish.photo = photos.set_aside(f"{FOLDER}/{token_urlsafe(16)}.jpg", photo.image)
    transaction.on_commit(partial(photos.put_in_place, dish.photo), robust=True)
    if old:
        transaction.on_commit(partial(default_storage.delete, old), robust=True)
