from assets.models.assets import Asset, AssetEvent, Booking
from assets.models.budgets import Budget, BudgetedLine, BudgetLine
from assets.models.classes import AssetClass
from assets.models.custody import (
    ClassProperty,
    ClassPropertyLine,
    Condition,
    CustodyHandover,
    HandoverLine,
)
from assets.models.damage import DamageCase, DamageSettlement
from assets.models.deliveries import Acceptance, AcceptedLine, Intake, OrderLine, PurchaseOrder
from assets.models.disposal import AssetDisposal, DisposalLine, WriteOff
from assets.models.distributions import (
    ChildOrder,
    Distribution,
    DistributionItem,
    GivenBack,
    Share,
    ShareLine,
)
from assets.models.donations import DonationIntake, DonationLine, DonationReceipt
from assets.models.invoices import Invoice
from assets.models.loans import ChildLoan, Loan, LoanLine, LoanSheet
from assets.models.procedures import Bid, Minutes, QuotationComparison, Quote, Tender
from assets.models.purchase_plans import PurchasePlan, PurchasePlanLine
from assets.models.purchases import (
    Category,
    Channel,
    LineProgress,
    Purchase,
    PurchaseLine,
    PurchaseRequest,
)
from assets.models.requests import RequestLine, Requisition, RequisitionLine
from assets.models.standards import EquipmentStandard
from assets.models.stocktakes import (
    AssetStocktake,
    AssetStocktakeLine,
    RoomStocktake,
    RoomStocktakeLine,
    Round,
    RoundLine,
    Sighting,
    Stray,
)
from assets.models.transfers import AssetTransfer, TransferLine

__all__ = [
    "Acceptance",
    "AcceptedLine",
    "Asset",
    "AssetClass",
    "AssetDisposal",
    "AssetEvent",
    "AssetStocktake",
    "AssetStocktakeLine",
    "AssetTransfer",
    "Bid",
    "Booking",
    "Budget",
    "BudgetLine",
    "BudgetedLine",
    "Category",
    "Channel",
    "ChildLoan",
    "ChildOrder",
    "ClassProperty",
    "ClassPropertyLine",
    "Condition",
    "CustodyHandover",
    "DamageCase",
    "DamageSettlement",
    "DisposalLine",
    "Distribution",
    "DistributionItem",
    "DonationIntake",
    "DonationLine",
    "DonationReceipt",
    "EquipmentStandard",
    "GivenBack",
    "HandoverLine",
    "Intake",
    "Invoice",
    "LineProgress",
    "Loan",
    "LoanLine",
    "LoanSheet",
    "Minutes",
    "OrderLine",
    "Purchase",
    "PurchaseLine",
    "PurchaseOrder",
    "PurchasePlan",
    "PurchasePlanLine",
    "PurchaseRequest",
    "QuotationComparison",
    "Quote",
    "RequestLine",
    "Requisition",
    "RequisitionLine",
    "RoomStocktake",
    "RoomStocktakeLine",
    "Round",
    "RoundLine",
    "Share",
    "ShareLine",
    "Sighting",
    "Stray",
    "Tender",
    "TransferLine",
    "WriteOff",
]
