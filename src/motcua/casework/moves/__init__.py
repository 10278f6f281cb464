"""The verbs by which a case moves, by kind; `casework.actions` names them all. Each begins and ends in `step`."""
