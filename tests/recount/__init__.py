"""Every figure of every page, counted again by somebody who does not trust the counters.

`export` reads what `motcua journal export` prints; `offices` and `catalogue` read by plain SQL what the journal does not
tell: the tree of offices, the procedures and who offers them. `dossiers`, `petitions`, `programme`, `helping`, `outreach` and
`difficulties` count, written from the documents of these names, docs/figures.md, docs/targets.md, docs/teams.md and the laws
that they name. Nothing here imports `motcua.measures`.

`screen` reads a page as a person would, `words` says numbers as pages do. `pages` names every page with its figures: a
new one is a function of the world that compares, and a line in `PAGES`.
"""
