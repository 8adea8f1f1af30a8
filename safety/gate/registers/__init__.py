"""The registers of the gate, in the columns of the official forms."""

from safety.gate.registers.children import (
    AuthorizationRegister,
    ChildLateRegister,
    EarlyLeaveRegister,
    LeaveSlipRegister,
    PickupRegister,
)
from safety.gate.registers.guarding import (
    DutyLogRegister,
    GateDutyRegister,
    PatrolRegister,
    ShiftRegister,
)
from safety.gate.registers.passing import (
    DeliveryRegister,
    ExitSlipRegister,
    GateLockRegister,
    IncidentRegister,
    KeyLoanRegister,
    LateArrivalRegister,
    PhoneCallRegister,
    VehicleRegister,
    VideoAccessRegister,
    VisitorRegister,
)

REGISTERS = [
    VisitorRegister,
    VehicleRegister,
    DeliveryRegister,
    KeyLoanRegister,
    PhoneCallRegister,
    LateArrivalRegister,
    IncidentRegister,
    GateLockRegister,
    ExitSlipRegister,
    VideoAccessRegister,
    EarlyLeaveRegister,
    ChildLateRegister,
    LeaveSlipRegister,
    AuthorizationRegister,
    PickupRegister,
    ShiftRegister,
    PatrolRegister,
    GateDutyRegister,
    DutyLogRegister,
]
