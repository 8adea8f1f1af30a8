"""Counting a store: the list of stocktakes, the blind sheet on the phone, differences, posting."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from logistics import typed
from logistics.access import Request, allow
from logistics.duties import filing
from logistics.fields import whole_number
from logistics.pages import PAGE_SIZE, Rows, asked_words, form_page, list_page
from logistics.records.models import Entry
from logistics.stores import counting, minutes
from logistics.stores.count_forms import CountForm, CountNewForm, ExplainForm, FoundForm, PostForm
from logistics.stores.models import Count, CountLine, Item, Shelf, Store

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
REASONS = (
    gettext_lazy("An issue was not written down"),
    gettext_lazy("A delivery was entered with the wrong quantity"),
    gettext_lazy("Natural wastage"),
    gettext_lazy("Broken or spoiled"),
    gettext_lazy("Lost, cause unknown"),
)
HANDLINGS = (
    gettext_lazy("Write the account to what is there"),
    gettext_lazy("The keeper makes good for it"),
    gettext_lazy("Reminded to write down every issue"),
)


@allow("stores.view")
def count_list(request: Request) -> HttpResponse:
    """Those under way first, then what was posted, the newest first."""
    rows = Count.objects.seen_by(request.user).for_rows()
    return list_page(
        request,
        rows.order_by(F("stocktake").asc(nulls_first=True), "-frozen_at", "-pk"),
        "stores/count_list.html",
        fragment="stores/_count_rows.html",
        may_count=stores_of(request).exists(),
    )


def stores_of(request: Request) -> QuerySet[Store]:
    return Store.objects.in_use().kept_by(request.user).select_related("campus")


@allow("stores.view")
def count_new(request: Request) -> HttpResponse:
    """Freeze the account of a store, and begin to count."""
    stores = stores_of(request)
    if not stores.exists():
        raise PermissionDenied("stores.keep")
    asked = {name: request.GET[name] for name in ("store", "occasion") if name in request.GET}
    form = CountNewForm(
        request.POST or None, stores=stores, by=request.user, now=timezone.now(), initial=asked
    )
    return form_page(
        request,
        form,
        heading=_("Begin a stocktake"),
        purpose=_(
            "The account is frozen at this moment. Goods may come and go while it is counted."
        ),
        submit_label=_("Freeze and count"),
        saved=_("Frozen: {result}. Count now."),
        cancel_url=reverse("stores:count_list"),
    )


def seen(request: Request, pk: int) -> Count:
    rows = Count.objects.seen_by(request.user).for_rows()
    return get_object_or_404(rows, pk=pk)


def acted_on(request: Request, pk: int) -> Count:
    """One in which this person counts; who may only look is told so."""
    count = seen(request, pk)
    if not may_count(request, count):
        raise PermissionDenied("stores.keep")
    return count


def may_count(request: Request, count: Count) -> bool:
    return Count.objects.counted_by(request.user).filter(pk=count.pk).exists()


@allow("stores.view")
def count(request: Request, pk: int) -> HttpResponse:
    """Where it stands; once it is counted, every difference with its reason."""
    count = seen(request, pk)
    acts = may_count(request, count)
    if request.method == "POST" and not acts:
        raise PermissionDenied("stores.keep")
    if not count.is_explaining:
        context = {"count": count, "may_count": acts, "now": timezone.now()}
        return TemplateResponse(request, "stores/count.html", context)
    return differences(request, count, acts=acts)


def differences(request: Request, count: Count, *, acts: bool) -> HttpResponse:
    lines = counting.lines_of(count)
    different = counting.different(lines)
    form = ExplainForm(request.POST or None, count=count, lines=different)
    return form_page(
        request,
        form,
        "stores/count_differences.html",
        saved=_("Explanations saved."),
        then=count,
        count=count,
        may_count=acts,
        may_post=count.led_by_id == request.user.pk,
        is_open=any(not (line.reason and line.handling) for line in different),
        lines_count=len(lines),
        different=different,
        worth=sum(counting.sheet_line(line).amount for line in different),
        reasons=REASONS,
        handlings=HANDLINGS,
    )


@allow("stores.view")
def count_lines(request: Request, pk: int) -> HttpResponse:
    """The blind sheet: what lies on which shelf, and a field for how much there is."""
    count = acted_on(request, pk)
    if not count.is_counting:
        return redirect(count)
    show_all = request.GET.get("show") == "all"
    rows = found_lines(request, count, show_all=show_all)
    page = Rows(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    sent = [whole_number(name[2:]) for name in request.POST if name.startswith("q_")]
    lines = list(rows_of(count).filter(pk__in=[pk for pk in sent if pk])) if sent else list(page)
    form = CountForm(
        request.POST or None,
        count=count,
        lines=lines,
        by=request.user,
        now=timezone.now(),
        key=typed.key_of(request.POST) or typed.new_key(),
    )
    return form_page(
        request,
        form,
        "stores/count_lines.html",
        saved=_("Counts saved."),
        count=count,
        page=page,
        show_all=show_all,
        q=asked_words(request),
        offline=True,
    )


def rows_of(count: Count) -> Any:
    shelf = Shelf.objects.filter(store=count.store, item=OuterRef("item")).values("bin")[:1]
    rows = count.lines.for_rows().annotate(bin=Subquery(shelf))
    return rows.order_by(F("bin").asc(nulls_last=True), "item__name", "item", "lot")


def found_lines(request: Request, count: Count, *, show_all: bool) -> QuerySet[CountLine]:
    """What is not counted yet, unless all is asked for; with words, what they name."""
    rows = rows_of(count)
    if words := asked_words(request):
        return rows.filter(item__in=Item.objects.matching(words).values("pk"))
    return rows if show_all else rows.uncounted()


@allow("stores.view")
def count_found(request: Request, pk: int) -> HttpResponse:
    """Goods that lie here and do not stand on the list."""
    count = acted_on(request, pk)
    form = FoundForm(
        request.POST or None,
        count=count,
        by=request.user,
        now=timezone.now(),
        key=typed.key_of(request.POST) or typed.new_key(),
        initial={"item": request.GET.get("item")},
    )
    back = reverse("stores:count_lines", args=[count.pk])
    return form_page(
        request,
        form,
        heading=_("Found beside the list"),
        purpose=str(count),
        submit_label=_("Add it"),
        saved=_("Counted: {result}"),
        then=back,
        cancel_url=back,
    )


@require_POST
@allow("stores.view")
def count_finish(request: Request, pk: int) -> HttpResponse:
    """All is counted: on to the differences."""
    count = acted_on(request, pk)
    counting.finish(count)
    messages.success(request, _("Counted to the end. Explain what differs, then post it."))
    return redirect(count)


@require_POST
@allow("stores.view")
def count_reopen(request: Request, pk: int) -> HttpResponse:
    count = acted_on(request, pk)
    counting.reopen(count)
    return redirect(f"{reverse('stores:count_lines', args=[count.pk])}?show=all")


@allow("stores.view")
def count_drop(request: Request, pk: int) -> HttpResponse:
    """Give a stocktake up. What was counted is not posted."""
    count = acted_on(request, pk)
    if request.method == "POST":
        counting.drop(count)
        messages.success(request, _("Given up: %(count)s") % {"count": count})
        return redirect("stores:count_list")
    return TemplateResponse(request, "stores/count_drop.html", {"count": count})


@allow("stores.view")
def count_post(request: Request, pk: int) -> HttpResponse:
    """Post the differences one has seen: by whoever supervises the count."""
    count = acted_on(request, pk)
    now = timezone.now()
    lines = counting.lines_of(count)
    late = now > filing.late_after(counting.KIND, counting.counted_until(count))
    form = PostForm(
        request.POST or None,
        count=count,
        by=request.user,
        now=now,
        is_late=late,
        initial={"seen": counting.digest(lines)},
    )
    return form_page(
        request,
        form,
        "stores/count_post.html",
        saved=_("Posted: {result}. Who counted and who supervised sign it now."),
        submit_label=_("Post the stocktake"),
        cancel_url=count.get_absolute_url(),
        count=count,
        different=counting.different(lines),
        lines_count=len(lines),
    )


@allow("stores.view")
def count_minutes(request: Request, pk: int) -> HttpResponse:
    """The minutes of a posted stocktake, for the file and for the meeting."""
    readable = Entry.objects.readable_by(request.user).filter(kind=counting.KIND)
    entry = get_object_or_404(readable.select_related("campus"), pk=pk)
    return as_document(entry.number, minutes.write(entry.content, site=site_of(request)))


def site_of(request: Request) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def as_document(number: str, written: bytes) -> HttpResponse:
    name = f"{_('Minutes of the stocktake')} {number}.docx"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(written, content_type=DOCX, headers=headers)
