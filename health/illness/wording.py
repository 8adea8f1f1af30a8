"""The draft of a notice to parents. It says what and where, never who."""

from django.utils.translation import gettext as _

from health.models import Alert


def draft(alert: Alert, school: str) -> str:
    """A letter that the doctor reads through before it goes out."""
    said = {
        "school": school,
        "where": alert.where,
        "what": alert.what,
        "count": alert.count,
        "first": alert.first_on.isoformat(),
        "last": alert.last_on.isoformat(),
        "days": observation(alert),
    }
    parts = [opening(alert) % said, measures() % said, asked() % said]
    if alert.disease and alert.disease.isolation_rule:
        parts.append(_("Isolation: %(rule)s") % {"rule": alert.disease.isolation_rule})
    return "\n\n".join([*parts, _("%(school)s health room") % said])


def opening(alert: Alert) -> str:
    if alert.disease:
        return _(
            "Dear parents: from %(first)s to %(last)s, %(count)s children of %(where)s fell ill "
            "with %(what)s, confirmed or suspected."
        )
    return _(
        "Dear parents: from %(first)s to %(last)s, %(count)s children of %(where)s showed the "
        "same symptom: %(what)s."
    )


def measures() -> str:
    return _(
        "The school has reported it, isolates the children concerned, disinfects rooms, toys and "
        "tableware of the classes and checks every child in the morning and at noon. Until "
        "%(days)s days after the last case these classes stay apart from the others."
    )


def asked() -> str:
    return _(
        "Please look at your child before school. With fever, rash, vomiting, diarrhoea or "
        "swollen glands keep it at home, see a doctor and tell the class teacher the same day. A "
        "child that was ill returns with the doctor's proof."
    )


def observation(alert: Alert) -> int:
    days = alert.disease.observation_days if alert.disease else None
    return days or max((level.window_days for level in alert.levels.all()), default=3)
