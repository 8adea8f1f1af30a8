"""The duties the sample school has ticked in the catalogue, and whose turn it is when."""

from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.duties import catalogue
from logistics.duties.models import Duty, Rhythm, RotaTurn
from logistics.school.calendar import DAY, end_of
from logistics.school.models import Person

# By what they are owed for and how often, so that it is easy to see what a term amounts to.
TICKED = {
    "each class, every day": "D003 D004 D007 X252 X254 X253 X255 D008 X258 X401 D042",
    "each class, every week": "D049 D053 D057 X262 X263 D149",
    "each class, every month": "D076 D080 D082 X264 X297",
    "each class, once a term": "D100 D104 D124 D130 X001 X012 X216 X219 X272 X273 X299",
    "each campus, every day": "D001 D009 D012 D016 D036 D037 D040 X180 X236",
    "each campus, every week": "D045 D046 D047 D051 D054 D060 D064 X129 X153 X238 X244 X265",
    "each campus, every month": "D147 D066 D071 D072 D073 D074 D075 D144 X161 X182 X183 X184 X188 X194 X237 X280",
    "each campus, once a term": "D099 D106 D107 D109 D115 D116 D123 D129 X002 X003 X004 X005 X008"
    " X009 X013 X014 X015 X016 X019 X020 X036 X040 X044 X138 X213 X234 X235",
    "around holidays": "X048 X049 X050 X051 X052 X053 X220 X221 X222 M040 M047",
    "the school, every week": "D055 D056 D062 X035",
    "the school, every month": "D078 D083 D086 D087 D090 X034 X074 X077 X104 X130 X145 X148 X207 X208"
    " X276 X278 X440",
    "the school, once a term": "D096 D097 D101 D110 D114 D117 D118 D131 D133 X007 X018 X024 X025"
    " X045 X073 X075 X087 X143 X159 X293 X067 X214 X215 D119 X292",
    "meals, by committee and classes": "D019 D092",
    "the kitchen": "D010 D011 D022 D023 X125 X126 X127 X128 X131 X132 X133 X137 X139 X169",
    "by rota": "D063 X037",
    "the supply of the canteen": "D015 D017 D018",
}
RHYTHMS = {"D144": Rhythm.MONTHLY, "D147": Rhythm.MONTHLY, "D149": Rhythm.WEEKLY}


def tick(site: Site, staff: Staff) -> None:
    """Take the duties into force from the day the records begin.

    Their tasks are made later, term by term: on a day after all terms ticking makes none.
    """
    codes = [code for listed in TICKED.values() for code in listed.split()]
    rhythms = {code: rhythm.value for code, rhythm in RHYTHMS.items()}
    catalogue.tick(codes, rhythms=rhythms, now=end_of(site.term.ends_on + DAY))
    Duty.objects.update(starts_on=site.wanted.begins_on)
    for duty in Duty.objects.filter(rhythm=Rhythm.ROTA).order_by("code"):
        share_turns(site, staff, duty)


def share_turns(site: Site, staff: Staff, duty: Duty) -> None:
    """The rota of each campus: the duty itself at the main one, its likes at the others."""
    title = duty.title
    for number, campus in enumerate(site.campuses):
        if number:
            duty.pk, duty._state.adding = None, True
        duty.campus, duty.title = campus, f"{title}（{campus.name}）"
        duty.save()
        RotaTurn.objects.bulk_create(turns(site, duty, on_the_rota(staff, duty, number)))


def on_the_rota(staff: Staff, duty: Duty, campus: int) -> list[Person]:
    """Heads take turns with heads, teachers of the campus with each other."""
    if duty.role == Role.DIRECTOR:
        return [staff.director, staff.principal, *staff.holders(Role.DOCTOR, campus)]
    of_campus = [
        person
        for (team, role), people in staff.by_team.items()
        if role == duty.role and team.campus == campus
        for person in people
    ]
    return of_campus or staff.holders(duty.role, campus)


def turns(site: Site, duty: Duty, people: list[Person]) -> list[RotaTurn]:
    """A teaching week each, Monday to Sunday, in the terms that are recorded."""
    weeks = [
        term.week(number)
        for term in site.terms
        for number in range(1, term.week_of(term.last_teaching_day) + 1)
    ]
    return [
        RotaTurn(duty=duty, person=people[n % len(people)], starts_on=monday, ends_on=sunday)
        for n, (monday, sunday) in enumerate(weeks)
        if monday >= site.wanted.begins_on
    ]
