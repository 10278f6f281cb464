"""Turning a paper's values into PDF bytes: Typst with our own fonts, no network, no other files."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst

from motcua.core import clock

_HERE = Path(__file__).resolve().parent
_busy = Lock()
_compilers: list[typst.Compiler] = []


def pdf(paper: dict[str, Any], *, link: str, at: datetime) -> bytes:
    """Return the sheet `templates/paper.typ` filled with `paper` and a QR code of `link`, as PDF/A-2a.

    The values reach the sheet as data, so that nothing that a person typed is read as markup. `at` becomes the
    file's date. The first call of a process loads the fonts; later ones take a few milliseconds.
    """
    inputs = {"paper": json.dumps({**paper, "qr": _qr(link)}, ensure_ascii=False)}
    with _busy:
        made = _compiler().compile(
            format="pdf", sys_inputs=inputs, timestamp=int(clock.local(at).timestamp()), pdf_standards=["a-2a"]
        )
    assert isinstance(made, bytes)
    return made


def _compiler() -> typst.Compiler:
    if not _compilers:
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[_HERE / "fonts"])
        template = _HERE / "templates" / "paper.typ"
        _compilers.append(typst.Compiler(template, root=template.parent, font_paths=fonts))
    return _compilers[0]


def _qr(link: str) -> str:
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", border=1, xmldecl=False, omitsize=True)
    return out.getvalue().decode()
