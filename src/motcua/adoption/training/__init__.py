"""Classes for officers and teams: plan, invitation, attendance, short test; who can do what; where nobody can yet."""
