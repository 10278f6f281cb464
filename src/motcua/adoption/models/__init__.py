"""The tables of the programme, one module for each of its folders."""

from motcua.adoption.models.directives import Directive as Directive
from motcua.adoption.models.directives import DirectiveShare as DirectiveShare
from motcua.adoption.models.directives import Plan as Plan
from motcua.adoption.models.directives import PlanTask as PlanTask
from motcua.adoption.models.targets import Target as Target
