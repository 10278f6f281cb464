"""Files that arrive in parts: only the next part is kept, the whole is what was sent, and what rests is cleared away."""

from __future__ import annotations

import hashlib
import os
import random
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Refused
from motcua.records import actions, queries, rules
from motcua.records.models import Upload
from motcua.records.parts import Broken
from motcua.records.rules import LARGEST_PART, MOST_UNFINISHED, SMALLEST_PART, Part
from tests.factories import NOW, make_citizen

FILE = random.Random(7).randbytes(5 * SMALLEST_PART + 100)
DAY = timedelta(days=1)


def part(offset: int, length: int = SMALLEST_PART, of: bytes = FILE) -> Part:
    return Part(hashlib.sha256(of).hexdigest(), len(of), offset, of[offset : offset + length])


@pytest.fixture
def add(transactional_db):
    """Adds a part of a file for a draft of one citizen, now unless said otherwise."""
    citizen = make_citizen()

    def _add(one: Part, *, subject="draft/k", field="paper-1", name="giấy.pdf", at=NOW) -> Upload:
        return actions.add_part(subject=subject, field=field, part=one, name=name, by=citizen, at=at)

    return _add


def stored(upload: Upload) -> list[str]:
    folder = Path(default_storage.path(rules.parts_folder(upload.key)))
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def whole(upload: Upload) -> bytes:
    with queries.open_upload(upload) as content:
        return content.read()


@pytest.mark.parametrize(
    ("offset", "length", "received", "next_one"),
    [
        (0, SMALLEST_PART, 0, True),
        (SMALLEST_PART, SMALLEST_PART, SMALLEST_PART, True),
        (0, SMALLEST_PART, SMALLEST_PART, False),  # come twice
        (2 * SMALLEST_PART, SMALLEST_PART, SMALLEST_PART, False),  # early
        (SMALLEST_PART - 1, SMALLEST_PART, SMALLEST_PART, False),  # overlapping
        (0, SMALLEST_PART - 1, 0, False),  # too small, and not the last
        (5 * SMALLEST_PART, 100, 5 * SMALLEST_PART, True),  # the last may be small
        (0, 0, 0, False),  # a question
        (len(FILE), 0, len(FILE), False),
    ],
)
def test_only_the_next_part_of_a_fit_size_follows(offset, length, received, next_one):
    assert rules.follows(part(offset, length), received) is next_one


def test_a_part_beyond_the_declared_end_or_larger_than_a_part_may_be_does_not_follow():
    assert not rules.follows(Part("d", SMALLEST_PART, 0, bytes(SMALLEST_PART + 1)), 0)
    assert rules.follows(Part("d", 2 * LARGEST_PART, 0, bytes(LARGEST_PART)), 0)
    assert not rules.follows(Part("d", 2 * LARGEST_PART, 0, bytes(LARGEST_PART + 1)), 0)


@given(st.lists(st.integers(1, 10**6), max_size=20))
def test_parts_lie_end_to_end(sizes):
    offsets = [int(path.rpartition("/")[2]) for path in rules.part_paths("k", sizes)]
    assert [b - a for a, b in zip(offsets, [*offsets[1:], sum(sizes)], strict=False)] == sizes


def test_whatever_is_sent_in_whatever_order_only_what_follows_is_kept(add):
    dice = random.Random(11)
    upload = add(part(0))
    for _ in range(200):
        before = upload.received
        near = max(0, before + dice.choice([0, 0, -SMALLEST_PART, -1, 1, SMALLEST_PART]))
        sent = part(near, dice.choice([SMALLEST_PART, SMALLEST_PART + 77, 10, 10**6]))
        upload = add(sent)
        assert upload.received == (sent.end if near == before and rules.follows(sent, before) else before)
    while not upload.whole:
        upload = add(part(upload.received))
    assert whole(upload) == FILE
    assert Upload.objects.count() == 1 and len(stored(upload)) == len(upload.sizes)


def test_a_question_tells_what_is_here_and_begins_nothing(add):
    assert add(part(0, 0)).received == 0
    assert not Upload.objects.exists()
    add(part(0))
    assert add(part(0, 0), at=NOW + DAY).received == SMALLEST_PART
    assert Upload.objects.get().changed_at == NOW


def test_the_same_name_with_other_content_is_another_file_and_so_is_the_same_file_elsewhere(add):
    other = FILE[::-1]
    uploads = [add(part(0)), add(part(0, of=other)), add(part(0), field="paper-2"), add(part(0), subject="draft/l")]
    assert len({one.key for one in uploads}) == 4
    assert [one.key for one in queries.unfinished("draft/k")] == [one.key for one in reversed(uploads[:3])]


@pytest.mark.parametrize(("size", "words"), [(20 * 1024 * 1024 + 1, "lớn hơn 20 MB"), (0, "trống")])
def test_a_size_that_is_not_taken_is_refused_before_anything_is_sent(add, size, words):
    with pytest.raises(Refused, match=words) as refused:
        add(Part("d" * 64, size, 0, b""))
    assert refused.value.field == "file" and not Upload.objects.exists()


def test_of_too_many_unfinished_files_the_one_that_rested_longest_makes_room(add):
    files = [bytes([number]) * len(FILE) for number in range(MOST_UNFINISHED + 1)]
    uploads = [add(part(0, of=one), at=NOW + timedelta(minutes=n)) for n, one in enumerate(files[:-1])]
    add(part(SMALLEST_PART, of=files[0]), at=NOW + timedelta(hours=1))
    add(part(0, of=files[-1]), at=NOW + timedelta(hours=2))
    assert not Upload.objects.filter(key=uploads[1].key).exists() and stored(uploads[1]) == []
    assert Upload.objects.count() == MOST_UNFINISHED
    assert Upload.objects.get(key=uploads[0].key).received == 2 * SMALLEST_PART


def test_parts_that_do_not_make_what_was_declared_are_never_given_out_whole(add):
    lie = Part("0" * 64, SMALLEST_PART, 0, FILE[:SMALLEST_PART])
    with pytest.raises(Broken):
        whole(add(lie))
    upload = add(part(0, 10**6))
    Path(default_storage.path(rules.part_paths(upload.key, upload.sizes)[0])).unlink()
    with pytest.raises(Broken):
        whole(upload)


def test_a_part_whose_storing_was_rolled_back_is_written_again(add):
    upload = add(part(0))
    left = Path(default_storage.path(rules.parts_folder(upload.key))) / str(SMALLEST_PART)
    left.write_bytes(b"left by a server that died")
    for offset in range(SMALLEST_PART, len(FILE), SMALLEST_PART):
        upload = add(part(offset))
    assert whole(upload) == FILE


def test_what_rested_for_a_day_is_cleared_away_with_its_parts_and_other_files_stay(add):
    old, young = add(part(0)), add(part(0), field="paper-2", at=NOW + DAY / 2)
    assert actions.clear_uploads(at=NOW + DAY) == 0
    assert actions.clear_uploads(at=NOW + DAY + timedelta(seconds=1)) == 1
    assert [one.key for one in Upload.objects.all()] == [young.key]
    assert stored(old) == [] and stored(young) == ["0"]
    assert not Path(default_storage.path(rules.parts_folder(old.key))).exists()


def test_parts_that_belong_to_no_upload_are_cleared_away_once_they_are_old(add):
    upload = add(part(0))
    Upload.objects.all().delete()
    file = Path(default_storage.path(rules.parts_folder(upload.key))) / "0"
    os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    actions.clear_uploads(at=NOW + DAY)
    assert stored(upload) == ["0"]
    actions.clear_uploads(at=NOW + DAY + timedelta(seconds=1))
    assert stored(upload) == []
