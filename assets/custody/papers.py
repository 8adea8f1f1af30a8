"""The sheets of custody as people read and sign them: facts, a table, who signs; page and paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assets.models import (
    AssetDisposal,
    AssetTransfer,
    ClassProperty,
    CustodyHandover,
    DamageCase,
    DamageSettlement,
    Loan,
    LoanSheet,
    WriteOff,
)
from logistics.contributions import Words
from logistics.duties import signing
from logistics.fields import plain_quantity
from logistics.records.models import Entry
from logistics.templatetags.house import money

NOTHING = "—"


@dataclass(frozen=True)
class Act:
    """Something that may be done with a sheet. A button is pressed, the others are pages."""

    title: Words
    url: str
    is_button: bool = False
    is_dangerous: bool = False


@dataclass(frozen=True)
class Paper:
    """`notes` are sentences beside the table; `pledge` is what is signed for."""

    title: Words
    facts: Sequence[tuple[Words, Any]] = ()
    headings: Sequence[Words] = ()
    rows: Sequence[Sequence[Any]] = ()
    notes: Sequence[str] = ()
    pledge: str = ""
    acts: Sequence[Act] = field(default=())

    @property
    def is_wide(self) -> bool:
        return len(self.headings) > 7


def of(entry: Entry, person: Any = None, content: Any = None) -> Paper:
    """The sheet of a record (`content`, if it is read already); with what this person may do."""
    content = content or entry.content
    content.entry = entry
    return MAKERS[entry.kind](content, person)


def known(facts: Sequence[tuple[Words, Any]]) -> list[tuple[Words, Any]]:
    return [(title, value) for title, value in facts if value not in ("", None)]


def may(person: Any, permission: str, entry: Entry) -> bool:
    reach = Entry.objects.visible_to(person, permission) if person else Entry.objects.none()
    return reach.filter(pk=entry.pk).exists() and person.has_perm(permission)


def keeps(person: Any, entry: Entry) -> bool:
    """Whether this person looks after the goods of that campus."""
    return entry.status != Entry.Status.VOIDED and may(person, "assets.change_asset", entry)


def hand_signers(entry: Entry) -> list[Act]:
    """Who has no login signs by hand; whoever keeps the paper says so."""
    people = entry.signers.open().filter(person__username=None).select_related("person")
    return [
        Act(
            _("%(person)s has signed on paper") % {"person": signer.person},
            reverse("assets:paper_signed", args=[signer.pk]),
            is_button=True,
        )
        for signer in people
    ]


# The property list.


def property_headings() -> list[str]:
    return [
        _("Place"),
        _("Asset number"),
        _("Name and model"),
        _("Unit"),
        _("By the register"),
        pgettext("quantity", "Found"),
        _("Condition"),
        _("Remark"),
    ]


def class_property(sheet: ClassProperty, person: Any) -> Paper:
    lines = sheet.lines.select_related("asset", "place")
    entry = sheet.entry
    rows = [
        [
            line.place,
            line.asset.number,
            f"{line.asset.name} {line.asset.model}".strip(),
            line.asset.unit,
            line.expected,
            line.found,
            line.get_condition_display(),
            line.remark,
        ]
        for line in lines
    ]
    facts = [
        (pgettext("a check", "Occasion"), sheet.get_occasion_display()),
        (_("Answered for by"), sheet.answers or NOTHING),
        (_("By the register"), sheet.expected),
        (pgettext("quantity", "Found"), sheet.found),
        (pgettext("things", "Missing"), sheet.missing),
        (_("Damaged"), sheet.damaged),
        (_("Note"), sheet.note),
    ]
    acts = damage_acts(sheet) if keeps(person, entry) else []
    title = _("Property list of %(where)s") % {
        "where": entry.school_class or entry.place or entry.campus
    }
    return Paper(title, known(facts), property_headings(), rows, pledge=pledge(), acts=acts)


def pledge() -> str:
    return _(
        "I answer for the things on this list: they are looked after, counted every month, and "
        "what is lost or broken through carelessness is compensated under the rules of the school."
    )


def damage_acts(sheet: ClassProperty) -> list[Act]:
    """Damage and loss go on to a case."""
    odd = [line for line in sheet.lines.select_related("asset") if line.is_odd and line.expected]
    base = reverse("assets:damage_new")
    return [
        Act(
            _("Write the case of %(asset)s") % {"asset": line.asset},
            f"{base}?asset={line.asset_id}&found_by={sheet.pk}"
            f"&loss={'lost' if line.missing else 'damaged'}",
        )
        for line in odd[:5]
    ]


# The handover.


def handover(sheet: CustodyHandover, person: Any) -> Paper:
    lines = list(sheet.lines.select_related("asset", "item", "place"))
    rows = [
        [
            n,
            line.thing,
            plain_quantity(line.expected),
            plain_quantity(line.found),
            plain_quantity(line.lacking) if not line.is_there else "",  # type: ignore[arg-type]
            line.remark,
        ]
        for n, line in enumerate(lines, start=1)
    ]
    facts = [
        (_("Handed over by"), sheet.giver),
        (_("Taken over by"), sheet.taker),
        (pgettext("a handover", "Supervised by"), sheet.supervisor),
        (_("Store"), sheet.store),
        (_("Reason"), sheet.reason),
    ]
    lacking = [line for line in lines if not line.is_there]
    notes = [_("Not there: %(things)s") % {"things": "、".join(str(x.thing) for x in lacking)}]
    entry = sheet.entry
    acts = list(hand_signers(entry)) if keeps(person, entry) else []
    if keeps(person, entry) and not signing.is_signed(entry):
        acts.append(drop_act(entry))
    headings = [
        _("No."),
        _("Thing"),
        _("By the account"),
        pgettext("quantity", "Found"),
        _("Lacking"),
        _("Remark"),
    ]
    return Paper(
        _("Handover of custody"), known(facts), headings, rows, notes if lacking else [], acts=acts
    )


def drop_act(entry: Entry) -> Act:
    return Act(
        pgettext("a sheet", "Drop"),
        reverse("assets:sheet_drop", args=[entry.pk]),
        is_dangerous=True,
    )


# The transfer.


def transfer(sheet: AssetTransfer, person: Any) -> Paper:
    lines = sheet.lines.select_related("asset", "from_place", "from_user", "from_custodian")
    rows = [
        [
            line.asset.number,
            line.asset.name,
            line.from_department or NOTHING,
            line.from_user or line.from_custodian or NOTHING,
            line.from_place or NOTHING,
            sheet.to_department or line.from_department or NOTHING,
            sheet.to_user or sheet.to_custodian or line.from_custodian or NOTHING,
            sheet.to_place,
            line.get_condition_display(),
        ]
        for line in lines
    ]
    facts = [
        (_("Transfer"), sheet.get_scope_display()),
        (_("To campus"), sheet.to_campus),
        (_("Reason"), sheet.reason),
    ]
    entry = sheet.entry
    done = entry.asset_events.exists()
    state = _("moved") if done else _("waits for approval or signatures")
    acts = list(hand_signers(entry)) if keeps(person, entry) else []
    if keeps(person, entry) and not done:
        acts.append(drop_act(entry))
    headings = [
        _("Asset number"),
        _("Name"),
        _("From department"),
        _("User before"),
        pgettext("a transfer", "From place"),
        _("To department"),
        _("New user"),
        _("To place"),
        _("Condition"),
    ]
    facts.append((_("State"), state))
    return Paper(_("Transfer sheet"), known(facts), headings, rows, acts=acts)


# The loan.


def holder(loan: Loan) -> str:
    """In whose hands it is; of what children have a sheet names the class and who answers for it."""
    return f"{loan.school_class}（{loan.borrower}）" if loan.school_class else str(loan.borrower)


def loan_sheet(sheet: LoanSheet, person: Any) -> Paper:
    lines = sheet.lines.select_related("loan__asset", "loan__borrower", "loan__school_class")
    rows = [
        [
            line.loan.asset.number,
            line.loan.asset.name,
            line.quantity,
            holder(line.loan),
            line.loan.purpose,
            line.loan.lent_on or "",
            line.loan.due_on,
            line.loan.returned_on or "",
            line.get_condition_display(),
        ]
        for line in lines
    ]
    headings = [
        _("Asset number"),
        _("Name"),
        _("Quantity"),
        _("Borrower"),
        _("Purpose"),
        _("Lent on"),
        pgettext("a loan", "Due on"),
        pgettext("a loan", "Returned on"),
        _("Condition"),
    ]
    acts = hand_signers(sheet.entry) if keeps(person, sheet.entry) else []
    facts = [(pgettext("a sheet", "Act"), sheet.get_act_display()), (_("Note"), sheet.note)]
    return Paper(_("Loan and return sheet"), known(facts), headings, rows, acts=acts)


# Damage.


def damage(case: DamageCase, person: Any) -> Paper:
    settlement = case.settlement
    facts = [
        (_("Asset"), case.asset),
        (_("Quantity"), case.quantity),
        (pgettext("damage", "What happened"), case.get_loss_display()),
        (_("Cause"), case.cause),
        (_("Responsible"), case.who or _("nobody")),
        (_("What is done with it"), case.get_measure_display()),
        (_("Price"), case.get_basis_display()),
        (_("To be paid"), money(case.amount)),
        (_("Points off the class"), case.points or ""),
        (_("Settled"), str(settlement.entry.number) if settlement else ""),
        (_("Outcome"), settlement.get_outcome_display() if settlement else ""),
        (_("Receipt number"), settlement.receipt if settlement else ""),
        (_("Note"), case.note),
    ]
    acts: list[Act] = []
    if keeps(person, case.entry):
        if case.amount and settlement is None:
            acts.append(Act(_("Settle"), reverse("assets:damage_settle", args=[case.pk])))
        if case.measure == DamageCase.Measure.REPAIR and case.asset.state == "repair":
            url = reverse("assets:damage_repaired", args=[case.pk])
            acts.append(Act(_("It is repaired"), url, is_button=True))
        if case.measure == DamageCase.Measure.SCRAP and case.asset.is_owned:
            url = f"{reverse('assets:disposal_new')}?asset={case.asset_id}"
            acts.append(Act(_("Apply for its disposal"), url))
    return Paper(_("Damage case"), known(facts), acts=acts)


def settlement(sheet: DamageSettlement, person: Any) -> Paper:
    facts = [
        (_("Damage case"), sheet.case.entry.number),
        (_("Asset"), sheet.case.asset),
        (_("Responsible"), sheet.case.who),
        (_("Outcome"), sheet.get_outcome_display()),
        (_("Amount"), money(sheet.amount)),
        (_("Paid on"), sheet.paid_on),
        (_("Receipt number"), sheet.receipt),
        (_("Waived by"), sheet.decided_by),
        (_("Reason"), sheet.reason),
    ]
    return Paper(_("Settlement of a damage"), known(facts))


# Disposal.


def disposal(sheet: AssetDisposal, person: Any) -> Paper:
    lines = sheet.lines.select_related("asset")
    rows = [
        [
            line.asset.number,
            line.asset.name,
            line.quantity,
            money(line.value),
            money(line.depreciation),
            money(line.net),
            line.acquired_on,
            line.used_years,
        ]
        for line in lines
    ]
    gone = WriteOff.objects.filter(disposal=sheet).first()
    facts = [
        (_("Way of disposal"), sheet.get_way_display()),
        (_("Ground"), sheet.get_ground_display()),
        (_("Reason"), sheet.reason),
        (_("Goes to"), sheet.receiver),
        (_("Technical opinion"), f"{sheet.opinion} ({sheet.appraiser})"),
        (_("Opinion of the department"), sheet.department),
        (_("Resolution of the school"), sheet.resolution),
        (_("Original value"), money(sheet.value)),
        (_("Approval document"), f"{gone.document} ({gone.approved_on})" if gone else ""),
        (_("Income"), money(gone.income) if gone else ""),
        (_("What became of the remains"), gone.salvage if gone else ""),
    ]
    headings = [
        _("Asset number"),
        _("Name"),
        _("Quantity"),
        _("Original value"),
        _("Depreciation so far"),
        _("Net value"),
        pgettext("a disposal", "Acquired on"),
        _("Used for (years)"),
    ]
    acts: list[Act] = []
    if gone is None and keeps(person, sheet.entry):
        acts.append(Act(_("Write off"), reverse("assets:disposal_write_off", args=[sheet.pk])))
        acts.append(drop_act(sheet.entry))
    return Paper(_("Application for disposal"), known(facts), headings, rows, acts=acts)


def write_off(sheet: WriteOff, person: Any) -> Paper:
    facts = [
        (_("Application"), sheet.disposal.entry.number),
        (_("Approval document"), sheet.document),
        (_("Approved on"), sheet.approved_on),
        (_("Income"), money(sheet.income)),
        (_("What became of the remains"), sheet.salvage),
    ]
    return Paper(_("Writing off of assets"), known(facts))


MAKERS: dict[str, Callable[[Any, Any], Paper]] = {
    "class_property": class_property,
    "custody_handover": handover,
    "asset_transfer": transfer,
    "loan": loan_sheet,
    "damage_case": damage,
    "damage_settlement": settlement,
    "asset_disposal": disposal,
    "asset_write_off": write_off,
}
