from assets.models.assets import Asset, AssetEvent, Booking
from assets.models.budgets import Budget, BudgetedLine, BudgetLine
from assets.models.classes import AssetClass
from assets.models.standards import EquipmentStandard

__all__ = ["Asset", "AssetClass", "AssetEvent", "Booking", "EquipmentStandard"]
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

__all__ = [
    "Asset",
    "AssetClass",
    "AssetEvent",
    "AssetStocktake",
    "AssetStocktakeLine",
    "Booking",
    "RoomStocktake",
    "RoomStocktakeLine",
    "Round",
    "RoundLine",
    "Sighting",
    "Stray",
from assets.models.custody import (
    ClassProperty,
    ClassPropertyLine,
    Condition,
    CustodyHandover,
    HandoverLine,
)
from assets.models.damage import DamageCase, DamageSettlement
from assets.models.disposal import AssetDisposal, DisposalLine, WriteOff
from assets.models.loans import Loan, LoanLine, LoanSheet
from assets.models.transfers import AssetTransfer, TransferLine

__all__ = [
    "Asset",
    "AssetClass",
    "AssetDisposal",
    "AssetEvent",
    "AssetTransfer",
    "Booking",
    "ClassProperty",
    "ClassPropertyLine",
    "Condition",
    "CustodyHandover",
    "DamageCase",
    "DamageSettlement",
    "DisposalLine",
    "HandoverLine",
    "Loan",
    "LoanLine",
    "LoanSheet",
    "TransferLine",
    "WriteOff",
from assets.models.distributions import (
    ChildOrder,
    Distribution,
    DistributionItem,
    GivenBack,
    Share,
    ShareLine,
)
from assets.models.purchases import (
    Acceptance,
    AcceptedLine,
    Bid,
    Category,
    Channel,
    Intake,
    Invoice,
    LineProgress,
    Minutes,
    OrderLine,
    Purchase,
    PurchaseLine,
    PurchaseOrder,
    PurchasePlan,
    PurchasePlanLine,
    PurchaseRequest,
    QuotationComparison,
    Quote,
    Tender,
)
from assets.models.requests import RequestLine, Requisition, RequisitionLine

__all__ = [
    "Acceptance",
    "AcceptedLine",
    "Asset",
    "AssetClass",
    "AssetEvent",
    "Bid",
    "Booking",
    "Budget",
    "BudgetLine",
    "BudgetedLine",
    "Category",
    "Channel",
    "ChildOrder",
    "Distribution",
    "DistributionItem",
    "GivenBack",
    "Intake",
    "Invoice",
    "LineProgress",
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
    "Share",
    "ShareLine",
    "Tender",
]
