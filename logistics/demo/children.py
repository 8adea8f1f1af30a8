"""The children of the sample school: who is in which class, their guardians, what they must not eat."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from logistics.demo import words
from logistics.demo.people import Names, phone
from logistics.demo.school import NEXT, Site, Team
from logistics.fields import IDENTITY_WEIGHTS
from logistics.school.models import Allergy, Child, Diet, Enrolment, Guardian

AGES = {"nursery": 2, "junior": 3, "middle": 4, "senior": 5}
NOWHERE = "999901"  # begins identity numbers; no county has this code


@dataclass
class Seated:
    """A child and the class it is in, year by year."""

    child: Child
    teams: dict[int, Team]


def admit(site: Site) -> int:
    """Everybody who attends, and those who went on to school in the years that are kept."""
    rng = site.wanted.random("children")
    seated = cohorts(site, rng)
    for number, pupil in enumerate(seated, start=1):
        pupil.child.number = f"{joining_year(pupil)}{number:04d}"
        pupil.child.spell()
    name_minorities(seated)
    Child.objects.bulk_create([pupil.child for pupil in seated], batch_size=500)
    enrol(site, seated)
    Guardian.objects.bulk_create(
        [g for pupil in seated for g in guardians(pupil.child, rng)], batch_size=1000
    )
    note_health([pupil.child for pupil in seated], rng)
    return len(seated)


def joining_year(pupil: Seated) -> int:
    return min(pupil.teams)


def cohorts(site: Site, rng: Random) -> list[Seated]:
    """Backwards from this year: who is in the middle class now was in the junior one last year."""
    names, years = Names(rng), site.wanted.years
    everybody: list[Seated] = []
    present: dict[Team | None, list[Seated]] = {}
    for year in reversed(years):
        before, present = present, {}
        for team in site.teams:
            heirs = [pupil for pupil in before.get(next_team(site, team), ()) if stays(rng)]
            staying = heirs[: team.size]
            missing = team.size - len(staying)
            fresh = [new_pupil(site, team, year, names, rng) for _ in range(missing)]
            for pupil in staying:
                pupil.teams[year] = team
                pupil.child.joined_on = date(year, 9, 1)
            present[team] = staying + fresh
            everybody += fresh
    return everybody


def stays(rng: Random) -> bool:
    """Whether a child was here the year before; some have only just come."""
    return rng.random() < 0.96


def next_team(site: Site, team: Team) -> Team | None:
    """The class in which these children are a year later; none if they go on to school."""
    same = (team.campus, NEXT.get(team.grade), team.ordinal)
    return next((t for t in site.teams if (t.campus, t.grade, t.ordinal) == same), None)


def new_pupil(site: Site, team: Team, year: int, names: Names, rng: Random) -> Seated:
    sex = rng.choice([Child.Sex.BOY, Child.Sex.GIRL])
    first = date(year - AGES[team.grade] - 1, 9, 1)
    birth_on = first + timedelta(days=rng.randrange(365))
    left = year != site.wanted.years[-1]
    child = Child(
        name=names.next(words.BOYS if sex == Child.Sex.BOY else words.GIRLS),
        sex=sex,
        birth_on=birth_on,
        identity_number=identity_number(birth_on, sex, rng),
        joined_on=date(year, 9, 1),
        left_on=date(year + 1, 7, 10) if left else None,
        note=rng.choice(words.CHILD_NOTES) if rng.random() < 0.03 else "",
    )
    return Seated(child, {year: team})


def identity_number(birth_on: date, sex: str, rng: Random) -> str:
    serial = rng.randrange(100) * 10 + rng.randrange(5) * 2 + (sex == Child.Sex.BOY)
    digits = f"{NOWHERE}{birth_on:%Y%m%d}{serial:03d}"
    rest = sum(int(d) * w for d, w in zip(digits, IDENTITY_WEIGHTS, strict=True)) % 11
    return digits + "10X98765432"[rest]


def name_minorities(pupils: list[Seated]) -> None:
    """A few long names with a point in the middle, spread over the classes."""
    step = max(1, len(pupils) // (len(words.MINORITY_CHILDREN) + 1))
    for pupil, (name, sex) in zip(pupils[::step], words.MINORITY_CHILDREN, strict=False):
        child = pupil.child
        child.name, child.sex = name, sex
        # The last digit but one of the number says boy or girl.
        child.identity_number = identity_number(child.birth_on, sex, Random(name))  # noqa: S311


def enrol(site: Site, pupils: list[Seated]) -> None:
    Enrolment.objects.bulk_create(
        [
            Enrolment(
                child=pupil.child,
                term=term,
                school_class=site.classes[term.school_year, pupil.teams[term.school_year]],
            )
            for pupil in pupils
            for term in site.terms
            if term.school_year in pupil.teams
        ],
        batch_size=2000,
    )


def guardians(child: Child, rng: Random) -> list[Guardian]:
    """Two of the family; the child has the family name of one of them."""
    chosen = rng.sample(words.RELATIONS, 2)
    rows = []
    for place, (relation, sex) in enumerate(chosen):
        given = rng.choice((words.MEN if sex == "男" else words.WOMEN).split())
        surname = (
            child.name[0] if sex == "男" and "·" not in child.name else rng.choice(words.SURNAMES)
        )
        number = phone(rng)
        rows.append(
            Guardian(
                child=child,
                name=surname + given,
                relation=relation,
                phone=number,
                phone_end=number[-4:],
                is_first=place == 0,
            )
        )
    return rows


def note_health(children: list[Child], rng: Random) -> None:
    """About one child in fourteen has an allergy, one in thirty a diet of its own."""
    allergens = [a for a in Allergy.Allergen if a != Allergy.Allergen.OTHER]
    allergies, diets = [], []
    for child in children:
        if rng.random() < 0.07:
            note = rng.choice(words.ALLERGY_NOTES)
            count = rng.choice([1, 1, 1, 2])
            chosen = rng.sample(allergens, count)
            allergies += [Allergy(child=child, allergen=a, note=note) for a in chosen]
        if "·" in child.name or rng.random() < 0.03:
            halal = "·" in child.name or rng.random() < 0.5
            kind = Diet.Kind.HALAL if halal else rng.choice(list(Diet.Kind))
            diets.append(Diet(child=child, kind=kind))
    Allergy.objects.bulk_create(allergies)
    Diet.objects.bulk_create(diets)
