"""The one error that people see: what is wrong and what to do, in Vietnamese, at the field where it happened."""

from __future__ import annotations


class Phrase(str):
    """Words for a person with values in them: the text in Vietnamese, and what a page in another language needs.

    `words` holds each value as "%(name)s" and is what is translated.
    """

    words: str
    values: dict[str, object]

    def __new__(cls, words: str, **values: object) -> Phrase:
        """Put the values into the words."""
        made = super().__new__(cls, words % values)
        made.words, made.values = words, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """Copy the words with their values, not the text, whose own per cent signs would be taken for places."""
        return (self.words,), self.values


class Refused(Exception):
    """A request that the rules do not allow.

    `message` is for the person (Vietnamese, says what to do). `field` names the input it belongs to, or is "".
    Nothing was stored when it is raised out of an action.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Invalid(Exception):
    """Several refusals at once: `errors` maps field names to messages for the person."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


class Forbidden(Exception):
    """The person is known but may not see or do this."""
