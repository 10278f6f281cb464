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
_TEMPLATES = _HERE / "templates"
_busy = Lock()
_compilers: dict[Path, typst.Compiler] = {}


def pdf(paper: dict[str, Any], *, link: str, at: datetime) -> bytes:
    """Return the sheet `templates/paper.typ` filled with `paper` and a QR code of `link`, as PDF/A-2a.

    The values reach the sheet as data, so that nothing that a person typed is read as markup. `at` becomes the
    file's date. The first call of a process loads the fonts; later ones take a few milliseconds.
    """
    inputs = {"paper": json.dumps({**paper, "qr": qr(link) if link else ""}, ensure_ascii=False)}
    return _compiled(
        _TEMPLATES / "paper.typ", inputs, timestamp=int(clock.local(at).timestamp()), pdf_standards=["a-2a"]
    )


def stamp(title: str, words: str, width: float, height: float) -> bytes:
    """Return one page without ground of so many points, with a title across it, to be laid over another page."""
    mark = {"title": title, "words": words, "width": width, "height": height}
    return _compiled(_TEMPLATES / "mark.typ", {"mark": json.dumps(mark, ensure_ascii=False)}, timestamp=0)


def sheet(template: Path, data: dict[str, Any], *, at: datetime) -> bytes:
    """Return a sheet of another room as PDF/A-2a, filled with data, its `sys.inputs.data`; `at` is the file's date."""
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return _compiled(template, inputs, timestamp=int(clock.local(at).timestamp()), pdf_standards=["a-2a"])


def _compiled(template: Path, inputs: dict[str, str], **options: Any) -> bytes:
    with _busy:
        made = _compiler(template).compile(format="pdf", sys_inputs=inputs, **options)
    assert isinstance(made, bytes)
    return made


def _compiler(template: Path) -> typst.Compiler:
    if template not in _compilers:
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[_HERE / "fonts"])
        _compilers[template] = typst.Compiler(template, root=template.parent, font_paths=fonts)
    return _compilers[template]


def qr(link: str) -> str:
    """Return the QR code of an address as SVG."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", border=1, xmldecl=False, omitsize=True)
    return out.getvalue().decode()
