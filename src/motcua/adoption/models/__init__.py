"""The tables of the programme, one module for each of its folders."""

from motcua.adoption.models.effects import ProgrammeAction
from motcua.adoption.models.training import Attendance, TrainingClass

__all__ = ["Attendance", "ProgrammeAction", "TrainingClass"]
