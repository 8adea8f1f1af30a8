"""Who works at the sample school, with their posts; some of them log in for those who try it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from logistics.access import Role
from logistics.demo import words
from logistics.demo.school import Site, Team, Wanted
from logistics.school.models import Campus, Person, Post, SchoolClass, WorkLine

PASSWORD = "demo-2026"  # noqa: S105  printed at every start
LOGINS = (
    Role.DIRECTOR,
    Role.PRINCIPAL,
    Role.TEACHER,
    Role.CARER,
    Role.COOK,
    Role.DOCTOR,
    Role.GUARD,
    Role.STOREKEEPER,
    Role.ACCOUNTANT,
    Role.REPAIRER,
    Role.ADMIN,
)
WHOLE_SCHOOL = (Role.PRINCIPAL, Role.DIRECTOR, Role.ACCOUNTANT, Role.ADMIN)
AT_MAIN = (Role.STOREKEEPER, Role.PURCHASER, Role.REPAIRER, Role.CLEANER)
CLASSES_A_COOK = 4
OUTSOURCED = {Role.GUARD: Person.Employment.OUTSOURCED, Role.CLEANER: Person.Employment.OUTSOURCED}
MALE = (Role.GUARD, Role.REPAIRER, Role.ADMIN)
DAY = timedelta(days=1)
SAFE_PREFIX = "1990000"  # followed by four digits: no operator has given these numbers out


@dataclass
class Seat:
    """A place on the staff before somebody has it."""

    role: Role
    campus: int | None = None
    team: Team | None = None
    also: tuple[tuple[Role, int], ...] = ()
    is_new: bool = False


@dataclass
class Staff:
    """Everybody by what they answer for."""

    by_role: dict[tuple[int | None, str], list[Person]] = field(default_factory=dict)
    by_team: dict[tuple[Team, str], list[Person]] = field(default_factory=dict)
    former: dict[Team, Person] = field(default_factory=dict)

    def holders(self, role: str, campus: int | None) -> list[Person]:
        """At a campus, else for the whole school, else at the main one, else the director."""
        for place in (campus, None, 0):
            if found := self.by_role.get((place, role)):
                return found
        return self.by_role[None, Role.DIRECTOR]

    @property
    def carers(self) -> dict[Team, Person]:
        return {team: held[0] for (team, role), held in self.by_team.items() if role == Role.CARER}

    @property
    def director(self) -> Person:
        return self.by_role[None, Role.DIRECTOR][0]

    @property
    def principal(self) -> Person:
        return self.by_role[None, Role.PRINCIPAL][0]


def seats(site: Site) -> Iterator[Seat]:
    """The posts to be filled, the demo logins first of their role."""
    for role in WHOLE_SCHOOL:
        yield Seat(role)
    elsewhere = range(1, len(site.campuses))
    for role in AT_MAIN:
        at_all = role in (Role.PURCHASER, Role.CLEANER)
        yield Seat(role, 0, also=tuple((role, n) for n in elsewhere) if at_all else ())
    for campus in range(len(site.campuses)):
        yield from campus_seats(campus, sum(team.campus == campus for team in site.teams))
    for number, team in enumerate(site.teams):
        yield from class_seats(number, team)


def campus_seats(campus: int, classes: int) -> Iterator[Seat]:
    main = campus == 0
    officer = ((Role.FOOD_SAFETY_OFFICER, campus),)
    yield Seat(Role.DOCTOR, campus, also=() if main else officer)
    heads = max(2 if main else 1, -(-classes // CLASSES_A_COOK))
    for number in range(heads):
        yield Seat(Role.COOK, campus, also=officer if main and number == 1 else ())
        yield Seat(Role.GUARD, campus, also=() if main or number else ((Role.REPAIRER, campus),))


def class_seats(number: int, team: Team) -> Iterator[Seat]:
    """Two teachers and a carer; the youngest class has one teacher less."""
    keeps = ((Role.STOREKEEPER, team.campus),) if team.campus and team.ordinal > 1 else ()
    yield Seat(Role.TEACHER, team.campus, team)
    if team.grade != "nursery":
        yield Seat(Role.TEACHER, team.campus, team, also=keeps)
    yield Seat(Role.CARER, team.campus, team, is_new=number % 5 == 3)


class Names:
    """Names that nobody else at the school has, a few of them with rare characters."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.given: set[str] = set()

    def next(self, given: str) -> str:
        while True:
            name = self.surname() + self.rng.choice(given.split())
            if self.rng.random() < 0.02:
                name = self.surname() + self.rng.choice(words.RARE_GIVEN)
            if name not in self.given:
                self.given.add(name)
                return name

    def surname(self) -> str:
        rare = self.rng.random() < 0.03
        return self.rng.choice(words.RARE_SURNAMES if rare else words.SURNAMES)


def phone(rng: Random) -> str:
    return f"{SAFE_PREFIX}{rng.randrange(10_000):04d}"


def hire(site: Site) -> Staff:
    """Everybody, with posts in every school year that is kept, and the carers who left."""
    wanted = site.wanted
    rng = wanted.random("people")
    names, password = Names(rng), make_password(PASSWORD)
    filled = [
        (seat, person_for(seat, n, names, rng, wanted)) for n, seat in enumerate(seats(site), 1)
    ]
    named_so = iter(words.MINORITY_STAFF)
    spare = [p for s, p in filled if s.role == Role.TEACHER and s.team and s.team.ordinal == 1]
    for person, name in zip(reversed(spare), named_so, strict=False):
        person.name = name
    give_logins(filled, password)
    staff = Staff()
    former = [former_carer(seat, names, rng, wanted) for seat, _ in filled if seat.is_new]
    save([person for _seat, person in filled] + [person for _team, person in former])
    staff.former = dict(former)
    for seat, person in filled:
        take(staff, seat, person)
    teach_the_new(filled, staff)
    Post.objects.bulk_create([p for s, person in filled for p in posts(site, s, person)])
    Post.objects.bulk_create([p for team, person in former for p in old_posts(site, team, person)])
    name_for_lines(site, staff)
    return staff


def save(people: list[Person]) -> None:
    for person in people:
        person.spell()
    Person.objects.bulk_create(people)


def person_for(seat: Seat, number: int, names: Names, rng: Random, wanted: Wanted) -> Person:
    given = words.MEN if seat.role in MALE else words.WOMEN
    kinds = [Person.Employment.ESTABLISHED] * 3 + [Person.Employment.CONTRACT] * 5
    kinds += [Person.Employment.THREE_POSTS] if seat.role in (Role.COOK, Role.CARER) else []
    kinds += [Person.Employment.TEMPORARY] if seat.role == Role.COOK else []
    since = date(wanted.years[0] - rng.randrange(1, 12), 8, 25)
    return Person(
        name=names.next(given),
        number=f"YS{number:03d}",
        phone=phone(rng),
        department=words.DEPARTMENTS.get(seat.role, words.DEPARTMENT),
        employment=OUTSOURCED.get(seat.role) or rng.choice(kinds),
        starts_on=date(wanted.years[-1], 8, 25) if seat.is_new else since,
        password="!",  # noqa: S106  nobody's: only those of LOGINS get one
        is_active=seat.role != Role.CLEANER,
    )


def give_logins(filled: list[tuple[Seat, Person]], password: str) -> None:
    """The first who holds a role; teacher and carer are of one class, and not new."""
    free = list(LOGINS)
    for seat, person in filled:
        settled = not seat.is_new and (seat.team is None or seat.team.grade != "nursery")
        if seat.role in free and settled:
            free.remove(Role(seat.role))
            person.username, person.password = seat.role, password


def take(staff: Staff, seat: Seat, person: Person) -> None:
    for role, campus in ((seat.role, seat.campus), *seat.also):
        staff.by_role.setdefault((campus, role), []).append(person)
    if seat.team:
        staff.by_team.setdefault((seat.team, seat.role), []).append(person)


def former_carer(seat: Seat, names: Names, rng: Random, wanted: Wanted) -> tuple[Team, Person]:
    """Who looked after the class before the new carer came."""
    assert seat.team is not None  # noqa: S101  only carers are new, and they have a class
    left = Person(
        name=names.next(words.WOMEN),
        phone=phone(rng),
        department=words.DEPARTMENTS[Role.CARER],
        employment=Person.Employment.CONTRACT,
        starts_on=date(wanted.years[0] - rng.randrange(2, 9), 8, 25),
        ends_on=date(wanted.years[-1], 7, 15),
        password="!",  # noqa: S106
        is_active=False,
    )
    return seat.team, left


def teach_the_new(filled: list[tuple[Seat, Person]], staff: Staff) -> None:
    """A new carer learns the post from one who has long had it."""
    old = [p for seat, p in filled if seat.role == Role.CARER and not seat.is_new]
    new = [p for seat, p in filled if seat.is_new]
    for number, person in enumerate(new):
        person.mentor = old[number % len(old)] if old else staff.director
    Person.objects.bulk_update(new, ["mentor"])


def class_years(site: Site, last: int | None = None) -> Iterator[tuple[int, date, date | None]]:
    """Each school year with the first and the last day on which its classes have their people."""
    years = [year for year in site.wanted.years if last is None or year < last]
    for year in years:
        ends = [t.ends_on for t in site.terms if t.school_year == year - 1]
        ends_on = [t.ends_on for t in site.terms if t.school_year == year and t.half == 2]
        over = year != site.wanted.years[-1]
        begins = max(ends) + DAY if ends else date(year, 7, 16)
        yield year, begins, max(ends_on) if over and ends_on else None


def posts(site: Site, seat: Seat, person: Person) -> Iterator[Post]:
    since = person.starts_on or site.terms[0].starts_on
    if seat.team:
        years = list(class_years(site))
        for year, begins, ends in years[-1:] if seat.is_new else years:
            school_class = site.classes[year, seat.team]
            first = max(begins, since)
            yield post(site, person, seat.role, seat.campus, first, ends, school_class)
    else:
        yield post(site, person, seat.role, seat.campus, since)
    for role, campus in seat.also:
        yield post(site, person, role, campus, since)


def old_posts(site: Site, team: Team, person: Person) -> Iterator[Post]:
    for year, begins, ends in class_years(site, last=site.wanted.years[-1]):
        ends = min(ends, person.ends_on) if ends and person.ends_on else person.ends_on
        yield post(site, person, Role.CARER, team.campus, begins, ends, site.classes[year, team])


def post(
    site: Site,
    person: Person,
    role: str,
    campus: int | None,
    since: date,
    until: date | None = None,
    school_class: SchoolClass | None = None,
) -> Post:
    where: Campus | None = None if campus is None else site.campuses[campus]
    return Post(
        person=person,
        role=role,
        campus=where,
        school_class=school_class,
        duties=words.POST_DUTIES.get(role, ""),
        starts_on=since,
        ends_on=until,
    )


def name_for_lines(site: Site, staff: Staff) -> None:
    """One person for each line of work, every year."""
    WorkLine.objects.bulk_create(
        WorkLine(title=title, person=staff.holders(role, 0)[0], school_year=year)
        for year in site.wanted.years
        for title, role in words.WORK_LINES
    )


def keepers(site: Site, staff: Staff) -> dict[tuple[int, str], Person]:
    """Who answers for the rooms of a campus, by role."""
    roles = {role for _name, _kind, _area, role in words.PLACES}
    found = {}
    for campus in range(len(site.campuses)):
        for role in sorted(roles):
            of_class = [
                people[0]
                for (team, held), people in staff.by_team.items()
                if held == role and team.campus == campus
            ]
            found[campus, role] = (of_class or staff.holders(role, campus))[0]
    return found
