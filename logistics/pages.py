"""The two pages every app is made of: a list to search, a form to save."""

from typing import Any, Protocol
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from logistics import conflicts, typed
from logistics.access import Request
from logistics.errors import Refused
from logistics.lines import MORE_LINES
from logistics.models import Draft, Submission

PAGE_SIZE = 50
DRAFT_FROM = 4  # a shorter form is typed again faster than a draft is found


class Saves(Protocol):
    is_bound: bool
    fields: dict[str, Any]
    data: Any
    files: Any

    def full_clean(self) -> None: ...

    def is_valid(self) -> bool: ...

    def save(self) -> Any: ...

    def add_error(self, field: str | None, error: Any) -> None: ...


class Rows(Paginator):
    """Pages of a query, the last as fast as the first.

    The keys of a page are found alone, from the nearer end; only its rows are joined.
    """

    object_list: QuerySet

    def page(self, number: Any) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        end = min(start + self.per_page, self.count)
        keys = self.keys(start, end)
        found = {row.pk: row for row in self.object_list.filter(pk__in=keys)}
        return Page([found[key] for key in keys if key in found], number, self)

    def keys(self, start: int, end: int) -> list[Any]:
        keys = self.object_list.select_related(None).prefetch_related(None)
        keys = keys.values_list("pk", flat=True)
        if start <= self.count // 2:
            return list(keys[start:end])
        return list(keys.reverse()[self.count - end : self.count - start])[::-1]


def list_page(
    request: Request, rows: QuerySet, template: str, *, fragment: str, **context: Any
) -> HttpResponse:
    """A page of rows. htmx gets the fragment alone. The rows need a total order."""
    page = Rows(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    wanted = fragment if wants_fragment(request) else template
    response = TemplateResponse(request, wanted, {"page": page, **context})
    patch_vary_headers(response, ["HX-Request"])
    return response


def asked_words(request: Request, name: str = "q") -> str:
    """What is looked for, without what no database takes: one of them refuses the sign NUL."""
    return request.GET.get(name, "").replace("\0", "").strip()


def wants_fragment(request: Request) -> bool:
    """True for htmx, except when it restores a whole page from its history."""
    asked, restoring = "HX-Request", "HX-History-Restore-Request"
    return asked in request.headers and restoring not in request.headers


def sent(request: Request) -> tuple[Any, ...]:
    """What was sent, with its files; nothing while the form is only looked at."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def form_page(
    request: Request,
    form: Saves,
    template: str = "form_page.html",
    *,
    saved: str = "",
    then: Any = None,
    **context: Any,
) -> HttpResponse:
    """Show the form, or save it once, say so and go on.

    `saved` is the sentence for the person, `then` where to go (default: what was saved). The
    sentence may also be made from the result: `{result}` is replaced by it. Safe by construction:
    a repeat gets the first result, an overwritten edit is asked back, a draft or a form that
    waited for a login is shown again.
    """
    version = conflicts.token(form)  # before a draft is laid over what is stored
    if MORE_LINES in request.POST:
        show_again(request, form)
    elif request.method == "POST":
        response = save_once(request, form, saved=saved, then=then)
        if response is not None:
            return response
    else:
        bring_back(request, form)
    shown = form_context(request, form) | {"version": version} | context
    return TemplateResponse(request, template, shown)


def save_once(request: Request, form: Saves, *, saved: str, then: Any) -> HttpResponse | None:
    """Save and answer; nothing if the form has to be shown again."""
    key = typed.key_of(request.POST)
    if first := sent_before(request):
        return first
    if not form.is_bound:  # it asks for nothing, or nothing was filled in
        form.is_bound, form.data, form.files = True, request.POST, request.FILES
        form.full_clean()
    if isinstance(form, ModelForm):
        conflicts.settle(form)
    read = conflicts.as_read(form)
    if not form.is_valid() or stands_against(request, form):
        return None
    try:
        with transaction.atomic():
            claimed = claim(request, key, then if isinstance(then, str) else None)
            conflicts.hold(form, read)
            result = form.save()
            lead_to(claimed, then or result)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return None
    except Repeated:
        return already(request, Submission.objects.get(key=key))
    drop_draft(request, form)
    if saved:
        messages.success(request, saved.replace("{result}", str(result)))
    return redirect(claimed.result)


def sent_before(request: Request) -> HttpResponse | None:
    """The first answer, if this very form was saved already."""
    key = typed.key_of(request.POST)
    first = Submission.objects.filter(key=key, person_id=request.user.pk).first()
    return already(request, first) if first else None


class Repeated(Exception):
    """The same form is being saved by another request."""


def claim(request: Request, key: str, then: str | None) -> Submission:
    """Take the key, with the answer if it is known before anything is saved."""
    result = resolve_url(then) if then else ""
    one = Submission(key=key or typed.new_key(), person_id=request.user.pk, result=result)
    try:
        with transaction.atomic():
            one.save(force_insert=True)
            return one
    except IntegrityError as repeat:
        raise Repeated from repeat


def lead_to(claimed: Submission, then: Any) -> None:
    if not claimed.result:
        claimed.result = resolve_url(then)
        claimed.save(update_fields=["result"])


def already(request: Request, first: Submission) -> HttpResponse:
    messages.info(request, _("This was already submitted; nothing was saved twice."))
    return redirect(first.result or "home")


def stands_against(request: Request, form: Any) -> bool:
    """Whether somebody else changed what this form would overwrite; the form then says so."""
    instance = getattr(form, "instance", None)
    if instance is None or not instance.pk:
        return False
    form.conflicts = conflicts.of(form, request.POST.get("version", ""))
    if form.conflicts:
        form.add_error(None, conflict_sentence(instance))
    return bool(form.conflicts)


def conflict_sentence(instance: Any) -> str:
    last = instance.history.first() if hasattr(instance, "history") else None
    if last is None or last.history_user is None:
        return _("This was changed in the meantime. Check before saving.")
    return _("%(person)s changed this at %(time)s. Check before saving.") % {
        "person": last.history_user,
        "time": f"{timezone.localtime(last.history_date):%H:%M}",
    }


def bring_back(request: Request, form: Any) -> None:
    """Show what waited for a login, or the draft if the person asked for it."""
    kept = typed.take_kept(request)
    if kept is None and "draft" in request.GET and (draft := typed.draft_of(request)):
        kept = typed.draft_data(draft)
    if kept is not None:
        form.restore(kept)
        form.is_restored = True


def show_again(request: Request, form: Any) -> None:
    """What was typed so far, not judged yet: more lines were asked for."""
    form.is_bound = False
    form.restore(request.POST)


def is_drafted(form: Any) -> bool:
    return len(form.fields) >= DRAFT_FROM


def drop_draft(request: Request, form: Any) -> None:
    if is_drafted(form):
        Draft.objects.filter(person_id=request.user.pk, path=request.path).delete()


def form_context(request: Request, form: Any) -> dict[str, Any]:
    drafted = is_drafted(form)
    shown = request.method == "GET" and not getattr(form, "is_restored", False)
    return {
        "form": form,
        "form_key": typed.key_of(request.POST) or typed.new_key(),
        "typed_by": typed.signature(request.user),
        "draft_url": f"{reverse('draft')}?path={quote(request.path)}" if drafted else "",
        "draft": typed.draft_of(request) if drafted and shown else None,
    }
