"""Borrowing: what one may borrow, what is out, what comes back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST

from assets.custody import lending
from assets.forms.loans import BackForm, DayForm, LendForm, LoanForm, lendable
from assets.forms.sheets import KEEP
from assets.models import Loan
from assets.views.sheets import OPTIONS, cards_asked, numbers_of
from logistics.access import Request, allow
from logistics.approvals.models import Approval
from logistics.duties.forms import ReasonForm
from logistics.pages import asked_words, form_page, list_page
from logistics.school.models import Campus, Child
from logistics.school.views.frame import form_under, looked_at

LOANS = (gettext_lazy("Loans"), "assets:loan_list")
VIEWS = ("open", "asked", "overdue", "mine", "over")


@allow("assets.request")
def loan_list(request: Request) -> HttpResponse:
    """What is out and what is asked; for most people their own."""
    person, today = request.user, timezone.localdate()
    all_of_them = person.has_perm("assets.view_asset")
    asked = request.GET.get("view", "")
    views = VIEWS if all_of_them else ("mine", "over")
    view = asked if asked in views else views[0]
    rows = {
        "open": lambda loans: loans.open().order_by("due_on", "pk"),
        "asked": lambda loans: loans.asked().order_by("asked_at", "pk"),
        "overdue": lambda loans: loans.overdue(today).order_by("due_on", "pk"),
        "mine": lambda loans: (
            (loans.open() | loans.asked()).personal().of(person).order_by("due_on", "pk")
        ),
        "over": lambda loans: loans.exclude(state__in=OPEN).order_by("-pk"),
    }[view](seen(request))
    return list_page(
        request,
        rows.for_rows(),
        "assets/loan_list.html",
        fragment="assets/_loan_rows.html",
        view=view,
        tabs=tabs(request, view, views),
        today=today,
        keeps=person.has_perm(KEEP),
    )


OPEN = (Loan.State.ASKED, Loan.State.AGREED, Loan.State.LENT)


def seen(request: Request) -> Any:
    loans = lending.seen_by(request.user)
    campus = looked_at(request)
    return loans.filter(campus=campus) if campus else loans


def tabs(request: Request, view: str, views: tuple[str, ...]) -> list[dict[str, Any]]:
    words = {
        "open": _("Lent"),
        "asked": _("Asked"),
        "overdue": _("Overdue"),
        "mine": _("Mine"),
        "over": _("Over"),
    }
    loans = seen(request)
    counts = {}
    if "asked" in views:
        counts = {
            "asked": loans.asked().count(),
            "overdue": loans.overdue(timezone.localdate()).count(),
        }
    return [
        {"title": words[v], "url": f"?view={v}", "is_current": v == view, "count": counts.get(v)}
        for v in views
    ]


def one_loan(request: Request, pk: int) -> Loan:
    """One's own, or one of a campus whose register one sees."""
    rows = lending.seen_by(request.user).for_rows().select_related("lent_by", "returned_sheet")
    return get_object_or_404(rows, pk=pk)


def kept_loan(request: Request, pk: int) -> Loan:
    """One whose goods this person looks after."""
    return get_object_or_404(Loan.objects.visible_to(request.user, KEEP).for_rows(), pk=pk)


@allow("assets.request")
def loan(request: Request, pk: int) -> HttpResponse:
    """One loan: who has what, since when, until when, and what may be done with it."""
    shown = one_loan(request, pk)
    kept = Loan.objects.visible_to(request.user, KEEP).filter(pk=pk)
    mine = request.user.pk in (shown.borrower_id, shown.asked_by_id)
    context = {
        "loan": shown,
        "today": timezone.localdate(),
        "approval": Approval.objects.of(lending.APPROVAL, shown).for_rows().first(),
        "keeps": request.user.has_perm(KEEP) and kept.exists(),
        "may_withdraw": mine and shown.state in (Loan.State.ASKED, Loan.State.AGREED),
        "is_borrower": request.user.pk == shown.borrower_id,
        "names_children": names_the_child(request, shown),
    }
    return TemplateResponse(request, "assets/loan.html", context)


def names_the_child(request: Request, shown: Loan) -> bool:
    """Whether this person sees the child who has it."""
    children = Child.objects.visible_to(request.user, "school.view_child")
    return children.filter(borrowed__loan=shown).exists()


@allow("assets.request")
def loan_options(request: Request) -> HttpResponse:
    """What a search box offers to borrow."""
    found = lendable(request.user).matching(asked_words(request))[:OPTIONS]
    return TemplateResponse(request, "school/_options.html", {"options": found})


@allow("assets.request")
def loan_new(request: Request) -> HttpResponse:
    asked = request.GET.get("asset", "")
    initial = {"asset": asked} if asked.isdecimal() else {}
    form = LoanForm(request.POST or None, by=request.user, now=timezone.now(), initial=initial)
    return form_under(
        request,
        form,
        _("Borrow"),
        LOANS,
        purpose=_("The storekeeper hands it out. What leaves the campus is agreed to first."),
        submit_label=pgettext("a loan", "Ask"),
        saved=_("Asked: {result}"),
    )


@allow(KEEP)
def loan_lend(request: Request) -> HttpResponse:
    """At the counter: lent at once, unless somebody has to agree first."""
    cards = cards_asked(request)
    initial = {"assets": numbers_of(cards)} if cards else {}
    form = LendForm(request.POST or None, by=request.user, now=timezone.now(), initial=initial)
    return form_under(
        request,
        form,
        _("Lend"),
        LOANS,
        purpose=_("The borrower is asked to sign for it."),
        submit_label=_("Lend"),
        saved=_("Lent: {result}"),
    )


@require_POST
@allow(KEEP)
def loan_hand_out(request: Request, pk: int) -> HttpResponse:
    """Hand out what was asked for, and agreed to where that is needed."""
    shown, now = kept_loan(request, pk), timezone.now()
    lending.lend([shown], by=request.user, now=now, happened_at=now)
    messages.success(request, _("Lent: %(loan)s") % {"loan": shown})
    return redirect(shown)


@require_POST
@allow("assets.request")
def loan_withdraw(request: Request, pk: int) -> HttpResponse:
    shown = one_loan(request, pk)
    lending.withdraw(shown, by=request.user, now=timezone.now())
    messages.success(request, _("“%(title)s” is withdrawn.") % {"title": shown})
    return redirect(shown)


@allow(KEEP)
def loan_refuse(request: Request, pk: int) -> HttpResponse:
    shown, now = kept_loan(request, pk), timezone.now()

    def act(reason: str) -> Loan:
        lending.refuse(shown, by=request.user, now=now, reason=reason)
        return shown

    form = ReasonForm(request.POST or None, act=act)
    return form_under(
        request, form, _("Refuse"), LOANS, shown, saved=_("Refused."), submit_label=_("Refuse")
    )


@allow(KEEP)
def loan_prolong(request: Request, pk: int) -> HttpResponse:
    shown, now = kept_loan(request, pk), timezone.now()

    def act(due_on: Any) -> Loan:
        lending.prolong(shown, due_on=due_on, by=request.user, now=now)
        return shown

    form = DayForm(request.POST or None, act=act, initial={"due_on": shown.due_on})
    label = _("Prolong")
    return form_under(request, form, label, LOANS, shown, saved=_("Saved."), submit_label=label)


@allow(KEEP)
def loan_return(request: Request, pk: int) -> HttpResponse:
    """One thing has come back."""
    shown = kept_loan(request, pk)
    loans = [shown] if shown.state == Loan.State.LENT else []
    return back_page(request, loans, _("Take back: %(loan)s") % {"loan": shown})


@allow(KEEP)
def loan_returns(request: Request) -> HttpResponse:
    """By the list: everything that is out, person by person; what is back is ticked."""
    loans = Loan.objects.open().visible_to(request.user, KEEP)
    if campus := looked_at(request):
        loans = loans.filter(campus=campus)
    if (person := request.GET.get("person", "")).isdecimal():
        loans = loans.filter(borrower=int(person))
    rows = loans.for_rows().order_by("campus", "borrower__pinyin", "borrower", "due_on", "pk")
    first = rows.first()
    same = rows.filter(campus=first.campus_id) if first else rows
    return back_page(request, list(same[:MOST_SHOWN]), _("Take back by the list"))


MOST_SHOWN = 100


def back_page(request: Request, loans: list[Loan], heading: str) -> HttpResponse:
    form = BackForm(request.POST or None, by=request.user, now=timezone.now(), loans=loans)
    campuses = Campus.objects.filter(is_active=True).visible_to(request.user, KEEP)
    return form_page(
        request,
        form,
        "assets/loan_return.html",
        heading=heading,
        saved=_("Back: {result}"),
        campuses_kept=campuses,
        submit_label=pgettext("a loan", "Take back"),
    )


@allow(KEEP)
def loan_call_back(request: Request) -> HttpResponse:
    """The end of term: everything that is out is asked for in one press."""
    loans = Loan.objects.open().visible_to(request.user, KEEP)
    if campus := looked_at(request):
        loans = loans.filter(campus=campus)
    count, now = loans.count(), timezone.now()
    act = partial(called, loans, by=request.user, now=now)
    form = DayForm(request.POST or None, act=act, initial={"due_on": timezone.localdate(now)})
    label = ngettext("Call %(n)d loan back", "Call %(n)d loans back", count) % {"n": count}
    return form_under(
        request,
        form,
        _("Call loans back"),
        LOANS,
        purpose=_("Every borrower is told until when to bring back what they have."),
        submit_label=label,
        saved=_("Every borrower is told."),
        then="assets:loan_list",
    )


def called(loans: Any, due_on: Any, *, by: Any, now: Any) -> list[Loan]:
    return lending.call_back(loans.for_rows(), by=by, now=now, due_on=due_on)


@require_POST
@allow(KEEP)
def loan_nothing(request: Request, pk: int) -> HttpResponse:
    """The zero report of a campus: nothing is lent."""
    campus = get_object_or_404(Campus.objects.visible_to(request.user, KEEP), pk=pk)
    now = timezone.now()
    entry = lending.nothing_lent(campus, by=request.user, now=now, happened_at=now)
    messages.success(request, _("Saved: %(title)s") % {"title": entry})
    return redirect(entry)


@allow("assets.view_asset")
def loan_people(request: Request) -> HttpResponse:
    """The list of each person: what they have, to take it back by; on paper with ?print."""
    rows = Loan.objects.open().visible_to(request.user, "assets.view_asset")
    if campus := looked_at(request):
        rows = rows.filter(campus=campus)
    loans = rows.for_rows().order_by("borrower__pinyin", "borrower", "due_on", "pk")
    name = "loan_people_print" if "print" in request.GET else "loan_people"
    context = {"loans": loans, "today": timezone.localdate(), "now": timezone.now()}
    return TemplateResponse(request, f"assets/{name}.html", context)
