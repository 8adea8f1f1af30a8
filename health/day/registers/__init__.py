"""The registers of the class's day, in the columns of the official forms."""

from health.day.registers.absence import TraceRegister
from health.day.registers.attendance import AttendanceRegister, AttendanceStatistics
from health.day.registers.class_life import (
    ContactRegister,
    HandoverRegister,
    OutdoorRegister,
    RoundRegister,
)
from health.day.registers.medicine import MedicineRegister
from health.day.registers.observation import ObservationRegister

REGISTERS = [
    AttendanceRegister,
    ObservationRegister,
    MedicineRegister,
    TraceRegister,
    RoundRegister,
    ContactRegister,
    HandoverRegister,
    OutdoorRegister,
    AttendanceStatistics,
]
