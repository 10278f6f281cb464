"""Print what the database of MOTCUA_HOME holds after a storm.

{"codes": […], "of_draft": {key: code}, "messages": [identifier of every e-mail that is asked for], "waiting": n}
"""

from __future__ import annotations

import json
from typing import Any

from motcua.site import command


def messages() -> dict[str, Any]:
    """Return the identifiers of the e-mails that the journal asks for, worked out anew, and how many are not sent."""
    from motcua.correspondence import rules
    from motcua.correspondence.models import Message
    from motcua.filing.models import Dossier
    from motcua.journal.models import Entry

    salts = {f"{rules.DOSSIERS}{code}": salt for code, salt in Dossier.objects.values_list("code", "salt")}
    told = Entry.objects.filter(subject__startswith=rules.DOSSIERS, kind__in=list(rules.Occasion))
    keys = [
        rules.key(salts[subject], subject, number, rules.Medium.EMAIL)
        for subject, number in told.values_list("subject", "number")
    ]
    return {"messages": keys, "waiting": len(keys) - Message.objects.filter(state="sent", medium="email").count()}


if __name__ == "__main__":
    command.start()
    from motcua.filing.models import Dossier, Draft

    sent = Draft.objects.filter(dossier__isnull=False).values_list("key", "dossier__code")
    found = {"codes": list(Dossier.objects.values_list("code", flat=True)), "of_draft": dict(sent), **messages()}
    print(json.dumps(found))
