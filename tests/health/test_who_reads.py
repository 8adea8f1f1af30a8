"""Whatever names a child is opened by a permission of its own."""

from logistics.contributions import kinds
from logistics.school.models import Child


def names_a_child(model):
    """Whether the record, or a line of it, points at a child."""
    lines = [
        relation.related_model
        for relation in model._meta.related_objects
        if relation.get_accessor_name() == "lines"
    ]
    fields = [field for each in (model, *lines) for field in each._meta.concrete_fields]
    return any(field.related_model is Child for field in fields)


def test_no_record_that_names_a_child_is_open_to_whoever_may_read_records():
    open_to_all = [
        kind.code
        for kind in kinds().values()
        if names_a_child(kind.record_model) and not kind.reading
    ]

    assert open_to_all == []


def test_there_are_such_records():
    told = {kind.code for kind in kinds().values() if names_a_child(kind.record_model)}

    assert {"attendance", "infectious_case", "growth_measurement", "special_care_case"} <= told
