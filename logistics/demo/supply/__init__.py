"""What the sample kitchens buy, take in, issue and send to the classes, meal by meal.

Written together: the lots are counted here as the ledger counts them, in the order of time.
"""

from django.db import transaction

from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.demo.supply.days import Supply
from logistics.records.models import Entry


def write(site: Site, staff: Staff) -> int:
    """How many documents there are of it."""
    before = Entry.objects.count()
    with transaction.atomic():
        Supply(site, staff).run()
    return Entry.objects.count() - before
