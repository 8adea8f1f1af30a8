from logistics.approvals.models.approvals import (
    DECIDERS,
    GROUP,
    Approval,
    Decision,
    Signer,
    Step,
    Version,
)
from logistics.approvals.models.routes import Route, RouteStep

__all__ = [
    "DECIDERS",
    "GROUP",
    "Approval",
    "Decision",
    "Route",
    "RouteStep",
    "Signer",
    "Step",
    "Version",
]
