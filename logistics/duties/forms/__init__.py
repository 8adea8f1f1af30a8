"""What people type about duties: records, tasks, duties, plans."""

from logistics.duties.forms.duties import DutyForm, HappenedForm, TurnForm
from logistics.duties.forms.plans import LineForm, PlanForm, PlanTextForm, SummaryForm
from logistics.duties.forms.records import CorrectionForm, NoteForm, ReasonForm
from logistics.duties.forms.tasks import AssignForm, TaskSearch

__all__ = [
    "AssignForm",
    "CorrectionForm",
    "DutyForm",
    "HappenedForm",
    "LineForm",
    "NoteForm",
    "PlanForm",
    "PlanTextForm",
    "ReasonForm",
    "SummaryForm",
    "TaskSearch",
    "TurnForm",
]
