"""The tables of the programme, one module for each of its folders."""

from motcua.adoption.models.directives import Directive, DirectiveShare, Plan, PlanTask
from motcua.adoption.models.effects import ProgrammeAction
from motcua.adoption.models.helping import HelpRecord, TeamEvening
from motcua.adoption.models.targets import Target
from motcua.adoption.models.teams import Branch, CommunityTeam, SelfCheck, TeamMembership
from motcua.adoption.models.training import Attendance, TrainingClass

__all__ = [
    "Attendance", "Branch", "CommunityTeam", "Directive", "DirectiveShare", "HelpRecord", "Plan", "PlanTask",
    "ProgrammeAction", "SelfCheck", "Target", "TeamEvening", "TeamMembership", "TrainingClass",
]  # fmt: skip
