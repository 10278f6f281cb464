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
_compilers: dict[str, typst.Compiler] = {}


def pdf(paper: dict[str, Any], *, link: str, at: datetime) -> bytes:
    """Return the sheet `templates/paper.typ` filled with `paper` and a QR code of `link`, as PDF/A-2a.

    The values reach the sheet as data, so that nothing that a person typed is read as markup. `at` becomes the
    file's date. The first call of a process loads the fonts; later ones take a few milliseconds.
    """
    inputs = {"paper": json.dumps({**paper, "qr": _qr(link) if link else ""}, ensure_ascii=False)}
    return _compiled("paper", inputs, timestamp=int(clock.local(at).timestamp()), pdf_standards=["a-2a"])


def stamp(title: str, words: str, width: float, height: float) -> bytes:
    """Return one page without ground of so many points, with a title across it, to be laid over another page."""
    mark = {"title": title, "words": words, "width": width, "height": height}
    return _compiled("mark", {"mark": json.dumps(mark, ensure_ascii=False)}, timestamp=0)


def _compiled(template: str, inputs: dict[str, str], **options: Any) -> bytes:
    with _busy:
        made = _compiler(template).compile(format="pdf", sys_inputs=inputs, **options)
    assert isinstance(made, bytes)
    return made


def _compiler(template: str) -> typst.Compiler:
    if template not in _compilers:
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[_HERE / "fonts"])
        path = _HERE / "templates" / f"{template}.typ"
        _compilers[template] = typst.Compiler(path, root=path.parent, font_paths=fonts)
    return _compilers[template]


def _qr(link: str) -> str:
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", border=1, xmldecl=False, omitsize=True)
    return out.getvalue().decode()
