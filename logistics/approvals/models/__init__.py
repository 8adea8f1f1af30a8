from logistics.approvals.models.approvals import (
    GROUP,
    Approval,
    Decision,
    Signer,
    Step,
    Version,
)
from logistics.approvals.models.routes import Route, RouteStep

__all__ = ["GROUP", "Approval", "Decision", "Route", "RouteStep", "Signer", "Step", "Version"]
