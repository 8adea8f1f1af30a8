"""Labels of assets, the list as a spreadsheet, the file of a quarter for the authority."""

from datetime import date
from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assets.cards import exports, labels
from assets.forms.cards import AssetSearch
from assets.models import Asset
from assets.views.cards import CHANGE, VIEW, chosen, one_asset, searched
from logistics.access import Request, allow
from logistics.addresses import site_of
from logistics.errors import Refused
from logistics.fields import whole_number
from logistics.labels import MOST_LABELS, sheets
from logistics.school.forms.places import LabelForm
from logistics.school.models import School
from logistics.sheets import XLSX, write_sheet_to


def refuse_too_many(assets: QuerySet[Asset]) -> None:
    if (count := assets.count()) > MOST_LABELS:
        said = {"count": count, "most": MOST_LABELS}
        raise Refused(
            _("%(count)s labels are too many at once; %(most)s are the limit. Filter the assets.")
            % said
        )


@allow(VIEW)
def asset_labels(request: Request) -> HttpResponse:
    """Which labels, on which paper, from which position on."""
    assets = chosen(request, VIEW)
    refuse_too_many(assets)
    context: dict[str, Any] = {
        "things": list(assets.select_related("place", "campus")),
        "ticks": "asset",
        "print_url": reverse("assets:asset_labels_print"),
        "list_url": reverse("assets:asset_list"),
        "ticked": request.GET.getlist("asset"),
        "form": LabelForm(initial={"paper": "a4", "start": 1}),
        "kept": [
            (name, value)
            for name in AssetSearch.base_fields
            for value in request.GET.getlist(name)
            if value
        ],
    }
    return TemplateResponse(request, "assets/asset_labels.html", context)


@allow(VIEW)
def asset_labels_print(request: Request) -> HttpResponse:
    """The labels themselves, in millimetres."""
    assets = chosen(request, VIEW)
    refuse_too_many(assets)
    printed = labels.labels_of(assets, site_of(request))
    start = whole_number(request.GET.get("start", "")) or 1
    context = {
        "on_roll": request.GET.get("paper") == "roll",
        "labels": printed,
        "sheets": sheets(printed, start=start),
    }
    return TemplateResponse(request, "assets/asset_labels_print.html", context)


@require_POST
@allow(CHANGE)
def asset_code_new(request: Request, pk: int) -> HttpResponse:
    """The label is lost: the old one opens nothing any more."""
    shown = one_asset(request, pk, CHANGE)
    labels.give_new_code(shown, by=request.user, now=timezone.now())
    said = _("%(name)s has a new code. Print its label and take the old one off.")
    messages.success(request, said % {"name": shown})
    return redirect(shown)


@allow(VIEW)
def asset_sheet(request: Request) -> FileResponse:
    """Every card the filter finds, with all that stands on it."""
    _search, assets = searched(request)
    return as_file(assets, _("Assets"), timezone.localdate())


@allow(VIEW)
def asset_report(request: Request) -> HttpResponse:
    """The file of a quarter for the authority, and where its upload is written down."""
    context = {"quarters": exports.quarters(timezone.localdate()), "now": timezone.now()}
    return TemplateResponse(request, "assets/asset_report.html", context)


@allow(VIEW)
def asset_report_sheet(request: Request) -> HttpResponseBase:
    """The cards on the books at the end of the quarter."""
    ends = {f"{each.ends_on:%Y%m}": each for each in exports.quarters(timezone.localdate())}
    quarter = ends.get(request.GET.get("quarter", ""))
    if quarter is None:
        return redirect("assets:asset_report")
    seen = Asset.objects.visible_to(request.user, VIEW)
    assets = exports.on_the_books(seen, quarter.ends_on)
    return as_file(assets, _("Assets %(quarter)s") % {"quarter": quarter}, quarter.ends_on)


def as_file(assets: QuerySet[Asset], title: str, on: date) -> FileResponse:
    """Written row by row into a file of its own: any number of cards needs no more memory."""
    file = TemporaryFile()  # noqa: SIM115  the response closes it
    rows = exports.rows(assets, on)
    write_sheet_to(file, f"{School.current()} {title} {on}", exports.headings(), rows)
    file.seek(0)
    name = f"{title} {on}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
