#!/usr/bin/env python3
"""Kiểm tra một bản xuất nhật ký của motcua mà không cần tin motcua: một tệp, chỉ dùng thư viện chuẩn của Python.

    motcua journal export > nhat-ky.jsonl
    python3 verify_journal.py nhat-ky.jsonl [--roots goc-da-cong-bo.txt] [--part]

Checks, entry by entry: the digest over the stored columns, the chain inside a subject, the numbers without gap, the
flattened facts against the body, the gap-free series of dossiers; and, day by day, the published roots (lines
"day count root" as `motcua journal roots` prints them). Only the roots show that everything was rebuilt. With --part
the file holds some days only: chains may begin in the middle and series are not checked. Exit status: 0 whole, 1
something is wrong (each named), 2 the file cannot be read. The rules are written out in docs/journal.md.
"""

import argparse
import hashlib
import json
import sys
from itertools import pairwise

COLUMNS = (
    "id", "epoch", "transaction_id", "subject", "number", "kind", "at", "recorded_at", "day", "actor", "body",
    "previous",
)  # fmt: skip
FACTS = (
    "received_office", "competent_office", "procedure", "service_level", "channel", "help", "status", "system",
    "simulated",
)  # fmt: skip
WHOLE_NUMBERS = ("id", "epoch", "transaction_id", "number")
GENESIS = "0" * 64


def sha256(text):
    """Return the SHA-256 of text as UTF-8; bytes that were no UTF-8 in the database are taken as they are."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def digest(entry):
    """Return the digest of an entry: a JSON array of its stored columns, without spaces."""
    values = [entry[name] for name in COLUMNS]
    return sha256(json.dumps(values, ensure_ascii=False, separators=(",", ":")))


class Journal:
    """What has been read so far: the current chain, the series, the digests of each day, and the problems."""

    def __init__(self, part):
        self.part, self.problems, self.count = part, 0, 0
        self.subject, self.number, self.head = None, 0, GENESIS
        self.seen, self.series, self.days = set(), {}, {}

    def wrong(self, place, problem):
        """Say one problem."""
        self.problems += 1
        print(f"SAI  {place}: {problem}")

    def add(self, entry):
        """Check one entry against the one before it."""
        missing = [name for name in (*COLUMNS, "digest", *FACTS) if name not in entry]
        if missing:
            self.wrong(f"dòng {self.count + 1}", f"thiếu trường {', '.join(missing)}")
            return
        self.count += 1
        place = f"{entry['subject']} #{entry['number']}"
        if not all(type(entry[name]) is int for name in WHOLE_NUMBERS):
            self.wrong(place, "mã, kỳ, giao dịch hoặc số thứ tự không phải số nguyên")
            return
        self.days.setdefault(str(entry["recorded_at"])[:10], []).append(str(entry["digest"]))
        if digest(entry) != entry["digest"]:
            self.wrong(place, "nội dung khác với khi ghi")
        self.body(place, entry)
        self.chain(place, entry)

    def body(self, place, entry):
        """Check the flattened facts against the body, and note the place in a series."""
        try:
            body = json.loads(entry["body"])
            facts = body.get("facts", {})
        except (AttributeError, TypeError, ValueError):
            self.wrong(place, "không đọc được nội dung")
            return
        for name in FACTS:
            if entry[name] != facts.get(name) or type(entry[name]) is not type(facts.get(name)):
                self.wrong(place, f"trường {name} khác với nội dung đã ghi")
        if body.get("series"):
            name, number = body["series"]
            self.series.setdefault(name, []).append(number)

    def chain(self, place, entry):
        """Check number and previous digest within the subject."""
        subject, number = entry["subject"], entry["number"]
        if subject != self.subject:
            if subject in self.seen:
                self.wrong(place, "các mục của đối tượng này không liền nhau")
            self.seen.add(subject)
            self.subject, self.number, self.head = subject, 0, GENESIS
            if self.part and number > 1:
                self.number, self.head = number - 1, entry["previous"]
        for lost in range(self.number + 1, min(number, self.number + 21)):
            self.wrong(f"{subject} #{lost}", "mục ghi bị mất")
        if number > self.number + 21:
            self.wrong(place, f"mất tất cả {number - self.number - 1} mục ghi phía trước")
        if number <= self.number:
            self.wrong(place, "trùng số thứ tự")
        elif number == self.number + 1 and entry["previous"] != self.head:
            self.wrong(place, "không nối với mục ghi trước")
        self.number, self.head = max(number, self.number), entry["digest"]

    def check_series(self):
        """Name the dossiers that are missing altogether: every series counts 1, 2, 3 … without a gap."""
        for name, numbers in sorted(self.series.items()):
            numbers, subject = sorted(numbers), name if "/" in name else f"dossier/{name}"
            lost = sorted(set(range(1, numbers[-1] + 1)) - set(numbers)) if numbers[-1] < 10**6 else numbers[-1:]
            for number in lost:
                self.wrong(f"{subject}-{number:04d}", "mất toàn bộ: dãy số bị hở")
            for number in {n for n, after in pairwise(numbers) if n == after}:
                self.wrong(f"{subject}-{number:04d}", "hai đối tượng mang cùng số")

    def check_roots(self, published):
        """Compare the days with published roots. Days before the first or after the last of them are not judged."""
        first, last = min(published, default=""), max(published, default="")
        inside = {day for day in self.days if first <= day <= last}
        for day in sorted(inside | set(published)):
            digests = sorted(self.days.get(day, []))
            if day not in published:
                self.wrong(day, f"{len(digests)} mục ghi trong ngày không có gốc đã công bố")
            elif not digests:
                self.wrong(day, f"đã công bố {published[day][0]} mục ghi, bản xuất không có mục nào")
            elif (len(digests), sha256("\n".join(digests))) != published[day]:
                self.wrong(day, f"khác với gốc đã công bố ({published[day][0]} mục, nay {len(digests)} mục)")


def read_roots(path):
    """Return {day: (count, root)} of the published lines; lines marked provisional and comments are left out."""
    roots = {}
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        for line in file:
            words = line.split()
            if words and not line.startswith("#") and words[-1] != "provisional":
                day, count, root = words
                roots[day] = (int(count), root)
    return roots


def main():
    """Read the arguments, check, and say the outcome."""
    parser = argparse.ArgumentParser(description="Kiểm tra một bản xuất nhật ký của motcua.")
    parser.add_argument("export", help="tệp do «motcua journal export» in ra; «-» là đầu vào chuẩn")
    parser.add_argument("--roots", help="tệp các gốc đã công bố («motcua journal roots»)")
    parser.add_argument("--part", action="store_true", help="bản xuất chỉ gồm một số ngày (--from, --to)")
    options = parser.parse_args()
    journal = Journal(options.part)
    try:
        with open(0 if options.export == "-" else options.export, encoding="utf-8") as file:  # noqa: PTH123
            for line in file:
                if line.strip():
                    journal.add(json.loads(line))
        if not options.part:
            journal.check_series()
        if options.roots:
            journal.check_roots(read_roots(options.roots))
    except (OSError, ValueError, TypeError, AttributeError) as error:
        print(f"Không đọc được (dòng {journal.count + 1}): {error}", file=sys.stderr)
        return 2
    if journal.problems:
        print(f"KHÔNG toàn vẹn: {journal.problems} chỗ sai trong {journal.count} mục ghi.")
        return 1
    print(f"Toàn vẹn: {journal.count} mục ghi, {len(journal.days)} ngày.")
    if not options.roots:
        print("Chưa so với gốc đã công bố: nếu cả nhật ký bị dựng lại từ đầu thì chỉ các gốc mới cho thấy (--roots).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
