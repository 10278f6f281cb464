"""The pages with figures, and what each says beside what was counted again.

A page is a function of the world that yields (what, what the product says, what was counted). `PAGES` names them all.
"""

from __future__ import annotations

from tests.recount import (
    commands,
    difficulties,
    divided,
    figures,
    forecasts,
    helping,
    index,
    opendata,
    opened,
    outreach,
    outside,
    petitions,
    programme,
    reports,
    series,
    steps,
    watch,
)

PAGES = {
    "public page of figures": figures.public,
    "its table as a file": figures.as_file,
    "leader's page": figures.leader,
    "leader's page as of a day": figures.leader_as_of,
    "time per step": steps.page,  # before others: entries that change no fact wait to be counted behind them
    "time of a step opened": steps.opened,
    "figure opened": opened.figures,
    "dossiers of a figure": opened.dossiers_listed,
    "procedures of a figure": opened.services,
    "motcua figures online-rate": commands.online_rate,
    "motcua figures indicator": commands.indicator,
    "motcua figures indicator --as-of": commands.indicator_as_of,
    "motcua figures service-levels": commands.service_levels,
    "motcua bulletin": commands.bulletin,
    "motcua figures petitions": petitions.command,
    "figures of petitions": petitions.page,
    "petitions at the desk": petitions.desk,
    "targets": programme.targets,
    "forecasts": forecasts.stored,
    "classes": programme.classes,
    "before and after": programme.effects,
    "series over the reform": series.pages,
    "series as a file": series.as_file,
    "motcua figures series": series.command,
    "766 index": index.page,
    "motcua figures index-766": index.command,
    "figure divided": divided.page,
    "open data": opendata.files,
    "what else was done": programme.touched,
    "help given": helping.given,
    "teams": helping.teams,
    "messages and channels": outreach.told,
    "staff first": outreach.staff_first,
    "difficulties": difficulties.figures,
    # These enter what was not there before, and read the world again.
    "reports, sent and now": reports.page,
    "figures from outside": outside.page,
    "watch list": watch.page,
}
