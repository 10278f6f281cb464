"""The tables of the programme, one module for each of its folders."""

from motcua.adoption.models.difficulties import Difficulty, DifficultyReply, Duty, GroupDigest, KnownSolution
from motcua.adoption.models.directives import Directive, DirectiveShare, Plan, PlanTask
from motcua.adoption.models.effects import ProgrammeAction
from motcua.adoption.models.helping import HelpRecord, TeamEvening
from motcua.adoption.models.outreach import OutreachChannel, OutreachMessage, OutreachOpens
from motcua.adoption.models.targets import Target
from motcua.adoption.models.teams import Branch, CommunityTeam, SelfCheck, TeamMembership
from motcua.adoption.models.training import Attendance, TrainingClass

__all__ = [
    "Attendance", "Branch", "CommunityTeam", "Difficulty", "DifficultyReply", "Directive", "DirectiveShare", "Duty",
    "GroupDigest", "HelpRecord", "KnownSolution", "OutreachChannel", "OutreachMessage", "OutreachOpens", "Plan",
    "PlanTask", "ProgrammeAction", "SelfCheck", "Target", "TeamEvening", "TeamMembership", "TrainingClass",
]  # fmt: skip
