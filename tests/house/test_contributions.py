"""What the apps add: no two of them may add the same."""

from collections import Counter

from django.urls import reverse

from logistics.access import Role, asked_at, roles_with
from logistics.contributions import all_contributions, menu_entries


def test_no_two_kinds_of_record_share_a_code_or_the_letters_of_their_numbers():
    kinds = [kind for app in all_contributions() for kind in app.kinds]

    codes, prefixes = Counter(k.code for k in kinds), Counter(k.prefix for k in kinds)

    assert codes.most_common(1)[0][1] == prefixes.most_common(1)[0][1] == 1


def test_what_stands_in_the_menu_opens_for_whoever_reads_it():
    for entry in menu_entries():
        asked = asked_at(reverse(entry.url))
        readers = roles_with(entry.permission) if entry.permission else set(Role)
        closed_to = readers - roles_with(asked) if asked else set()
        assert (entry.url, closed_to) == (entry.url, set())
