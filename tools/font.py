"""Make the one font file of the pages from the npm package @fontsource/be-vietnam-pro (OFL), unpacked in a folder.

python tools/font.py PACKAGE: merges its Latin and Vietnamese parts of weight 400, keeps what Vietnamese and English
pages use, and writes web/shared/static/fonts. About 9 KB instead of three files with 46 KB.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parent.parent / "src/motcua/web/shared/static/fonts"
LETTERS = set(range(0x20, 0x7F)) | set(range(0x1EA0, 0x1EFA)) | {0xA0}
LETTERS |= set(map(ord, "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư«»“”‘’–—…·•°×₫§‹›±²½"))


def part(source: Path, letters: set[int], target: Path, **options: object) -> None:
    """Write the subset of one font file."""
    font = TTFont(source)
    chosen = subset.Options(hinting=False, layout_features=["kern"], **options)
    cutter = subset.Subsetter(chosen)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    font.flavor = "woff2" if target.suffix == ".woff2" else None
    font.save(target)


def main(package: Path) -> None:
    """Merge, subset, and copy the licence beside the font."""
    missing, parts = set(LETTERS), []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("latin", "vietnamese", "latin-ext"):
            source = package / f"files/be-vietnam-pro-{name}-400-normal.woff2"
            found = missing & set(TTFont(source).getBestCmap())
            if found:
                parts.append(f"{folder}/{name}.ttf")
                part(source, found, Path(parts[-1]), glyph_names=True)
            missing -= found
        merged = Path(folder) / "merged.ttf"
        merge.Merger().merge(parts).save(merged)
        part(merged, LETTERS, TARGET / "be-vietnam-pro-400.woff2", name_IDs=[0, 1, 2, 13, 14])
    shutil.copy(package / "LICENSE", TARGET / "LICENSE.txt")
    print(f"thiếu: {''.join(map(chr, sorted(missing)))}")


main(Path(sys.argv[1]))
