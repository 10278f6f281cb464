"""The tables of the programme, one module for each of its folders."""

from motcua.adoption.models.targets import Target as Target
