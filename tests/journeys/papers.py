"""Papers for the stories: photos and PDFs made on the spot, and what official papers say when read back."""

from __future__ import annotations

import io
import random
from pathlib import Path

from PIL import Image, ImageFilter
from pypdf import PdfReader


def photo(folder: Path, name: str = "giấy chứng sinh.jpg", *, side: int = 700) -> str:
    """Make a photo such as a phone takes, of about 60 KB at 700 pixels; return its path."""
    noise = random.Random(name).randbytes(side * side * 3 // 16)
    image = Image.frombytes("L", (side // 4, side * 3 // 4), noise[: (side // 4) * (side * 3 // 4)])
    path = folder / name
    image.resize((side, side)).filter(ImageFilter.GaussianBlur(1)).save(path, quality=60)
    return str(path)


def pdf(folder: Path, name: str = "giấy cam đoan.pdf", *, pages: int = 1) -> str:
    """Make a PDF of white pages; return its path."""
    sheets = [Image.new("L", (600, 850), 255) for _ in range(pages)]
    path = folder / name
    sheets[0].save(path, save_all=True, append_images=sheets[1:])
    return str(path)


def text_of(content: bytes) -> str:
    """Return the text of a PDF, line ends as spaces. Raises AssertionError when it is not a PDF."""
    assert content.startswith(b"%PDF-")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
