"""What the apps add: no two of them may add the same."""

from collections import Counter

from logistics.contributions import all_contributions


def test_no_two_kinds_of_record_share_a_code_or_the_letters_of_their_numbers():
    kinds = [kind for app in all_contributions() for kind in app.kinds]

    codes, prefixes = Counter(k.code for k in kinds), Counter(k.prefix for k in kinds)

    assert codes.most_common(1)[0][1] == prefixes.most_common(1)[0][1] == 1
