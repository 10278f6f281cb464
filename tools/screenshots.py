"""Take pictures of the main pages for the documents: docs/screenshots/NAME-360.png and NAME-1280.png.

    python -m tools.screenshots

Starts the demonstration in a folder that is thrown away, files one dossier in it, and has it worked on.
"""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright
from tests.browser import path as browser_path
from tests.journeys import papers, people
from tools.with_postgres import free_port

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
SIZES = {360: 740, 1280: 860}
LONGEST = {360: 1500, 1280: 1300}  # pixels from the top that a picture shows
COLOURS = 96  # pages are flat colours and text: fewer do not show, and a picture stays under 150 KB
CITIZEN = "01"


def main() -> None:
    """Start the demonstration, take the pictures, stop it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="motcua-screenshots-") as home:
        command = [sys.executable, "-m", "motcua", "demo", "--port", str(free_port())]
        demo = subprocess.Popen(command, env={**os.environ, "MOTCUA_HOME": home}, stdout=subprocess.PIPE, text=True)
        try:
            address = _address(demo)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox", "--lang=vi"])
                _take(browser, address, json.loads((Path(home) / "demo-accounts.json").read_text()), Path(home))
                browser.close()
        finally:
            demo.send_signal(signal.SIGINT)
            demo.communicate(timeout=30)


def _address(demo: subprocess.Popen[str]) -> str:
    assert demo.stdout is not None
    for line in demo.stdout:
        if found := re.search(r"đang chạy tại (http://\S+)", line):
            return found[1]
    raise SystemExit("the demonstration did not start")


def _take(browser: Any, address: str, passwords: dict[str, str], folder: Path) -> None:
    options = {"base_url": address, "locale": "vi-VN", "viewport": {"width": 360, "height": SIZES[360]}}
    citizen = browser.new_context(**options).new_page()
    code = _citizen(citizen, folder)
    counter, *_, leader = passwords
    officer = browser.new_context(**options).new_page()
    people.sign_in_officer(officer, counter, password=passwords[counter])
    shoot(officer, "queue")
    people.open_case(officer, code)
    shoot(officer, "case")
    people.move(officer, "Tiếp nhận")
    above = browser.new_context(**options).new_page()
    people.sign_in_officer(above, leader, "/dieu-hanh/", passwords[leader])
    shoot(above, "steering")
    citizen.goto(f"/ho-so/{code}/")
    shoot(citizen, "dossier")
    for name, path in (("home", "/"), ("look-up", f"/tra-cuu/{code}/"), ("figures", "/so-lieu/")):
        stranger = browser.new_context(**options).new_page()
        stranger.goto(path)
        shoot(stranger, name)


def _citizen(page: Any, folder: Path) -> str:
    page.goto("/tim-kiem/?q=dang+ky+khai+sinh")
    shoot(page, "search")
    page.goto(f"/thu-tuc/{people.BIRTH}/")
    shoot(page, "procedure")
    people.sign_in(page, CITIZEN, f"/thu-tuc/{people.BIRTH}/")
    people.start_birth_registration(page)
    for name in people.fill_form(page):
        if name == "child":
            shoot(page, "form")
    people.attach(page, people.BIRTH_PAPER, papers.photo(folder))
    shoot(page, "papers")
    people.answer_who_helped(page)
    shoot(page, "check")
    code = people.submit(page)
    shoot(page, "sent")
    return code


def shoot(page: Any, name: str) -> None:
    """Keep pictures of the page as it stands, for a phone and for a desk."""
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        taken = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
        shown = taken.crop((0, 0, width, min(taken.height, LONGEST[width])))
        shown.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}-{width}.png", optimize=True)
    page.set_viewport_size({"width": 360, "height": SIZES[360]})
    print(f"{name}: {page.url}")


if __name__ == "__main__":
    main()
