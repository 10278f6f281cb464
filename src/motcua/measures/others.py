"""The definitions whose figures count no dossiers: petitions, and the steps of processes. Pure.

They are no counters: petitions are read one by one (`petitions`), steps from a row each (`opened_steps`).
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from motcua.casework.rules import StepOutcome
from motcua.core.errors import Phrase
from motcua.measures.rules import INDEX_FROM, THE_INDEX, Condition, Countable, Definition, Unit


class Heard(NamedTuple):
    """A petition as the definitions see it, at the end of a day; `to_publish` once it was answered to be published."""

    late: bool
    disliked: bool
    repeated: bool
    answered: bool
    to_publish: bool
    published: bool


class Done(NamedTuple):
    """A step as the definition sees it, at the end of a period: whether it ended, how, and if its beginning is told.

    `outcome` is one of `StepOutcome`, "" while it goes on.
    """

    ended: bool
    outcome: str
    begun: bool


_RECEIVED = "phản ánh, kiến nghị nhận trong kỳ"
_LIMITS = "thời hạn: không tiếp nhận 2, yêu cầu bổ sung 5, trả lời 15, công khai 2 ngày làm việc"
_JUDGED = "Xét theo ngày, tại ngày cuối kỳ (hoặc hôm nay, khi kỳ chưa hết). Không có phản ánh nào thì không có tỷ lệ."
_IN_TIME = Condition("late", (False,), Phrase("Trễ hạn."))
PETITIONS_ON_TIME = Definition(
    name="petitions_on_time",
    version=1,
    title="Phản ánh, kiến nghị xử lý đúng hạn",
    title_en="Petitions handled in time",
    below=(),
    below_says=_RECEIVED,
    above=(_IN_TIME,),
    above_says="trong đó phản ánh xử lý xong không quá hạn nào, hoặc còn trong hạn vào cuối kỳ",
    source=f"{THE_INDEX} xử lý phản ánh, kiến nghị đúng hạn (5.2); {_LIMITS}",
    valid_from=INDEX_FROM,
    full_at=Fraction(1),
    rule="petitions-766-1",
    of=Countable.PETITIONS,
    note=_JUDGED,
)
PETITIONS_PUBLISHED = Definition(
    name="petitions_published",
    version=1,
    title="Trả lời phản ánh, kiến nghị được công khai",
    title_en="Answers to petitions that were published",
    below=(
        Condition("answered", (True,), Phrase("Chưa trả lời, hoặc không tiếp nhận xử lý.")),
        Condition("to_publish", (True,), Phrase("Không công khai, vì một lý do đã ghi.")),
    ),
    below_says=f"{_RECEIVED}, đã trả lời và phải công khai",
    above=(Condition("published", (True,), Phrase("Đến cuối kỳ chưa công khai.")),),
    above_says="trong đó phản ánh đã công khai câu trả lời",
    source="Cách tính của phần mềm này, đọc cùng thời hạn công khai của chỉ tiêu 5.2 Quyết định số 766/QĐ-TTg",
    valid_from=INDEX_FROM,
    rule="petitions-766-1",
    of=Countable.PETITIONS,
    note=_JUDGED,
)
PETITIONS_SATISFIED = Definition(
    name="petitions_satisfied",
    version=1,
    title="Hài lòng trong xử lý phản ánh, kiến nghị",
    title_en="Petitions whose handling satisfied",
    below=(),
    below_says=_RECEIVED,
    above=(
        _IN_TIME,
        Condition("disliked", (False,), Phrase("Người phản ánh chưa hài lòng.")),
        Condition("repeated", (False,), Phrase("Bị phản ánh lại.")),
    ),
    above_says="trong đó phản ánh đã nhận, trừ trễ hạn, bị đánh giá không hài lòng hoặc bị phản ánh lại",
    source=f"{THE_INDEX} hài lòng trong xử lý phản ánh, kiến nghị (5.3); {_LIMITS}",
    valid_from=INDEX_FROM,
    full_at=Fraction(1),
    rule="petitions-766-1",
    of=Countable.PETITIONS,
    note=f"{_JUDGED} Ai không được hỏi ý kiến thì không bị coi là không hài lòng.",
)
STEP_TIME = Definition(
    name="step_time",
    version=1,
    title="Thời gian trung bình của một bước",
    title_en="Average time of a step",
    below=(
        Condition("ended", (True,), Phrase("Đến cuối kỳ chưa xong.")),
        Condition(
            "outcome",
            (StepOutcome.DONE, StepOutcome.SENT_BACK, StepOutcome.ANSWERED, StepOutcome.UNANSWERED),
            Phrase("Đã thôi, không cần làm nữa: không tốn thời gian của ai."),
        ),
        Condition("begun", (True,), Phrase("Nhật ký cũ không ghi bước bắt đầu lúc nào.")),
    ),
    below_says="bước của quy trình và lần lấy ý kiến đã làm xong trong kỳ, tính cho cơ quan làm bước",
    above=(),
    above_says="tổng thời gian từ lúc bắt đầu đến lúc xong của các bước ấy",
    source="Cách tính của phần mềm này, theo quy trình một cửa liên thông của Nghị định số 61/2018/NĐ-CP",
    valid_from=date(2018, 6, 21),
    unit=Unit.HOURS,
    places=1,
    span=("opened_at", "done_at"),
    of=Countable.STEPS,
    note="Thời gian thực, cả ngày nghỉ và lúc hồ sơ tạm dừng. Bước bị trả về và ý kiến quá hạn không trả lời cũng "
    "tính; làm lại là một bước khác.",
)
PETITION_FIGURES = (PETITIONS_ON_TIME, PETITIONS_PUBLISHED, PETITIONS_SATISFIED)
OTHERS: dict[str, tuple[Definition, ...]] = {
    definition.name: (definition,) for definition in (*PETITION_FIGURES, STEP_TIME)
}
"""Every figure that counts no dossiers with all its versions, the oldest first."""
