"""What the people of the sample school were told. Nothing of it leaves the house."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from logistics.demo.people import LOGINS, Staff
from logistics.demo.school import Site
from logistics.duties import arranging
from logistics.duties.models import Task
from logistics.notices.models import Channel, Notice
from logistics.school.models import Person, Post

HOUR = timedelta(hours=1)
UNREAD = timedelta(days=2)  # what is older has been read


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """How many pieces of news there are, those of the verbs that told them among them."""
    Channel.objects.bulk_create(
        [Channel(title="工作邮箱", kind="mail"), Channel(title="后勤工作群", kind="wecom")]
    )
    for number, person in enumerate(Person.objects.filter(username__in=LOGINS).order_by("pk")):
        hand_over(site, staff, person, hours=number + 1)
    older = Notice.objects.unread().filter(made_at__lt=site.wanted.now - UNREAD)
    older.update(read_at=F("made_at") + 3 * HOUR)
    return Notice.objects.count()


def hand_over(site: Site, staff: Staff, person: Person, *, hours: int) -> None:
    """The director gives each a task of the days to come, which others of the post would owe too."""
    now = site.wanted.now
    tasks = Task.objects.filter(person=None, proved_at=None, excused_at=None, opens_at__gt=now)
    of_posts = Q(pk__in=())
    for post in Post.objects.current(site.wanted.today).filter(person=person):
        of_posts |= of_post(post)
    task = tasks.filter(of_posts).order_by("due_at", "slot").first()
    if task:
        arranging.assign(task, person=person, by=staff.director, now=now - hours * HOUR)


def of_post(post: Post) -> Q:
    where = Q(campus=post.campus) | Q(campus=None) if post.campus_id else Q()
    which = {"school_class": post.school_class} if post.school_class_id else {}
    return Q(where, role=post.role, **which)
