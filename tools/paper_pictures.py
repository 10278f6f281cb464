"""Make every official paper, of both circulars, as PDF and PNG, to be looked at beside docs/papers.md.

python -m tools.paper_pictures FOLDER
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pypdfium2

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.site.settings")
SCALE = 2


def make(folder: Path) -> list[Path]:
    """Write the papers of tests/records/samples.py into a folder and return the pictures, one a page."""
    import django

    django.setup()
    from tests.records.samples import EACH

    folder.mkdir(parents=True, exist_ok=True)
    pictures = []
    for name, (render, content) in EACH.items():
        made = render(content)
        (folder / f"{name}.pdf").write_bytes(made)
        document = pypdfium2.PdfDocument(made)
        for number in range(len(document)):
            path = folder / f"{name}-{number + 1}.png"
            document[number].render(scale=SCALE).to_pil().save(path)
            pictures.append(path)
        document.close()
    return pictures


if __name__ == "__main__":
    print("\n".join(map(str, make(Path(sys.argv[1])))))
