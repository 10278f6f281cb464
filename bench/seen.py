"""Print what the database of MOTCUA_HOME holds after a storm: {"codes": […], "of_draft": {key: code}}."""

from __future__ import annotations

import json

from motcua.site import command

if __name__ == "__main__":
    command.start()
    from motcua.filing.models import Dossier, Draft

    sent = Draft.objects.filter(dossier__isnull=False).values_list("key", "dossier__code")
    print(json.dumps({"codes": list(Dossier.objects.values_list("code", flat=True)), "of_draft": dict(sent)}))
