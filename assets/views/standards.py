"""The equipment standard: its lines, and what the cards say there is of each."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from assets.cards import standing
from assets.forms.cards import StandardForm
from assets.models import EquipmentStandard
from assets.views.cards import ASSETS, VIEW
from logistics.access import Request, allow
from logistics.school.views.frame import by_whom, form_under

STANDARDS = (gettext_lazy("Equipment standard"), "assets:standard_list")
ARRANGE = "stores.arrange"


@allow(VIEW)
def standard_list(request: Request) -> HttpResponse:
    """Wanted and there, by subject."""
    lines = standing.compare(request.user, VIEW, timezone.localdate())
    context = {"lines": lines, "short": sum(1 for line in lines if line.missing)}
    return TemplateResponse(request, "assets/asset_standards.html", context)


@allow(ARRANGE)
def standard_new(request: Request) -> HttpResponse:
    form = StandardForm(request.POST or None, **by_whom(request))
    saved = _("%(name)s is added.") % {"name": "{result}"}
    heading = _("New line of the standard")
    then = STANDARDS[1]
    return form_under(request, form, heading, ASSETS, STANDARDS, saved=saved, then=then)


def one_standard(pk: int) -> EquipmentStandard:
    return get_object_or_404(EquipmentStandard, pk=pk)


@allow(ARRANGE)
def standard_edit(request: Request, pk: int) -> HttpResponse:
    line = one_standard(pk)
    form = StandardForm(request.POST or None, instance=line, **by_whom(request))
    saved, then = _("%(name)s is saved.") % {"name": line}, STANDARDS[1]
    return form_under(request, form, _("Edit"), ASSETS, STANDARDS, saved=saved, then=then)


@require_POST
@allow(ARRANGE)
def standard_remove(request: Request, pk: int) -> HttpResponse:
    one_standard(pk).delete()
    return redirect(STANDARDS[1])
