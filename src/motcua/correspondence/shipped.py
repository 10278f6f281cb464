"""The texts that come with the product: what is sent until somebody writes another text for it."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.correspondence.rules import Medium, Occasion


@dataclass(frozen=True, slots=True)
class Text:
    """A text for one occasion on one medium.

    `title` is the subject of an e-mail. `reference` is the number under which the provider has approved the text, where
    it only sends such. `marks`: send it with the marks of Vietnamese (a text message without is half the price).
    """

    words: str
    title: str = ""
    reference: str = ""
    marks: bool = True
    active: bool = True


_SEE = "\n\nXem hồ sơ: {đường dẫn}\n\n{cơ quan}\nThư này gửi tự động, xin đừng trả lời thư."
# (title and first sentence, what to do; the text message)
_SAID: dict[Occasion, tuple[str, str]] = {
    Occasion.SUBMITTED: ("đã nộp thành công", "Một cửa sẽ trả lời có tiếp nhận hay không."),
    Occasion.ACCEPTED: ("đã được tiếp nhận", "Hẹn trả: {ngày hẹn}. Có giấy hẹn ở trang hồ sơ."),
    Occasion.REFUSED: ("không được tiếp nhận", "Xem lý do và cách làm lại trên trang hồ sơ."),
    Occasion.SUPPLEMENT_ASKED: ("cần bổ sung giấy tờ", "Bổ sung trước khi hết ngày {hạn bổ sung}."),
    Occasion.SUPPLEMENT_NEAR: ("sắp hết hạn bổ sung", "Hãy bổ sung trước khi hết ngày {hạn bổ sung}."),
    Occasion.SUPPLEMENTED: ("đã nhận giấy tờ bổ sung", "Hồ sơ được giải quyết tiếp."),
    Occasion.PAYMENT_ASKED: ("cần nộp tiền", "Xem số tiền và nơi nộp trên trang hồ sơ."),
    Occasion.CLOCK_STOPPED: ("được tạm dừng tính thời hạn", "Xem lý do trên trang hồ sơ."),
    Occasion.CLOCK_RESUMED: ("được tính tiếp thời hạn", "Hẹn trả kết quả: {ngày hẹn}."),
    Occasion.STOPPED: ("dừng giải quyết", "Xem lý do trên trang hồ sơ."),
    Occasion.RESUMED: ("được giải quyết tiếp", "Hẹn trả kết quả: {ngày hẹn}."),
    Occasion.APOLOGISED: ("được hẹn lại", "Cơ quan xin lỗi vì trả chậm. Hẹn lại: {ngày hẹn lại}."),
    Occasion.APPROVED: ("đã có kết quả", "Xem cách nhận kết quả trên trang hồ sơ."),
    Occasion.RETURNED: ("đã trả kết quả", "Bạn thấy thế nào? Cho biết tại {đường dẫn đánh giá}"),
    Occasion.WITHDRAWN: ("đã rút", "Việc giải quyết đã kết thúc."),
    Occasion.QUESTION_ASKED: ("có câu hỏi của cơ quan", "Trả lời trên trang hồ sơ."),
    Occasion.QUESTION_ANSWERED: ("có câu trả lời", "Cơ quan đã trả lời câu hỏi của bạn trên trang hồ sơ."),
}  # fmt: skip
_NO_TEXT = frozenset({Occasion.SUBMITTED, Occasion.SUPPLEMENTED, Occasion.CLOCK_STOPPED, Occasion.CLOCK_RESUMED})
"""Not sent as text messages unless somebody wants it: each costs money, and nothing has to be done."""


def text(occasion: Occasion, medium: Medium) -> Text:
    """Return the shipped text for an occasion on a medium."""
    happened, then = _SAID[occasion]
    if medium is Medium.EMAIL:
        return Text(f"Hồ sơ {{mã hồ sơ}} {happened}.\n{then}{_SEE}", f"Hồ sơ {{mã hồ sơ}}: {happened}")
    if medium is Medium.SMS:
        link = "" if occasion is Occasion.RETURNED else " {đường dẫn}"
        return Text(f"Hồ sơ {{mã hồ sơ}} {happened}. {then}{link}", marks=False, active=occasion not in _NO_TEXT)
    return Text(f"Hồ sơ {{mã hồ sơ}} {happened}. {then}", reference=str(occasion))
