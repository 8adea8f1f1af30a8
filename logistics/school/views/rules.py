"""The thresholds the work is judged by: what the norms say, and what the school has decided."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.contributions import RuleDefault, rule_defaults
from logistics.school.forms.settings import RuleForm
from logistics.school.models import Rule
from logistics.school.views.frame import RULES, SETTINGS, form_under, only_for_the_whole_school


@dataclass(frozen=True)
class Threshold:
    """A declared rule beside the school's own values, the newest first."""

    default: RuleDefault
    own: list[Rule]
    on: date

    @property
    def in_force(self) -> Rule | None:
        return next((rule for rule in self.own if rule.valid_from <= self.on), None)


@allow("school.view_setting")
def rule_list(request: Request) -> HttpResponse:
    own: dict[str, list[Rule]] = defaultdict(list)
    for rule in Rule.objects.order_by("code", "-valid_from"):
        own[rule.code].append(rule)
    today = timezone.localdate()
    thresholds = [Threshold(default, own[code], today) for code, default in rule_defaults().items()]
    return TemplateResponse(request, "school/rule_list.html", {"thresholds": thresholds})


@allow("school.arrange")
def rule_new(request: Request, code: str) -> HttpResponse:
    """An own value, in force from a day on."""
    only_for_the_whole_school(request, "school.arrange")
    default = rule_defaults().get(code)
    if default is None:
        raise Http404
    form = RuleForm(
        request.POST or None, default=default, initial={"valid_from": timezone.localdate()}
    )
    saved = _("%(rule)s is saved.") % {"rule": default.title}
    purpose = _("Without a value of the school: %(value)s %(unit)s, after %(source)s") % {
        "value": default.value,
        "unit": default.unit,
        "source": default.source,
    }
    given = {"saved": saved, "then": "school:rule_list", "purpose": purpose}
    return form_under(request, form, str(default.title), SETTINGS, RULES, **given)
