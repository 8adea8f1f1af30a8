"""What the search box finds among papers and packs."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.papers.models import FilePack, Paper
from logistics.papers.sharing import papers_open_to
from logistics.search import Found, Hit, Search


def papers(search: Search) -> Found:
    """By their title, or by words of the version in force."""
    titled = Q()
    for word in search.asked.words:
        titled &= Q(title__icontains=word)
    said = Q(versions__text__icontains=search.asked.text)
    seen = papers_open_to(search.person, timezone.localdate(search.now))
    rows = seen.filter(titled | said).distinct().order_by("title", "pk")[: search.most + 1]
    return search.first((hit_of(paper) for paper in rows), "")


def hit_of(paper: Paper) -> Hit:
    note = _("Withdrawn") if paper.withdrawn_on else str(paper.get_kind_display())
    return Hit(paper.title, paper.get_absolute_url(), note)


def packs(search: Search) -> Found:
    on = timezone.localdate(search.now)
    rows = FilePack.objects.visible_to(search.person, on=on)
    for word in search.asked.words:
        rows = rows.filter(title__icontains=word)
    hits = (
        Hit(pack.title, pack.get_absolute_url(), str(pack.get_occasion_display()))
        for pack in rows[: search.most + 1]
    )
    return search.first(hits, "")
