"""What arrived, on every channel, in memory and in a file that grows line by line."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as the person would have it. `key` is the identifier that came with it."""

    channel: str
    to: str
    title: str
    words: str
    key: str
    at: str


class Mailbox:
    """All messages that arrived, the oldest first; with a `path`, also those of an earlier run."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._arrived: list[Arrived] = []
        if path is not None and path.exists():
            lines = path.read_text("utf-8").splitlines()
            self._arrived = [Arrived(**json.loads(line)) for line in lines if line.endswith("}")]

    def put(self, one: Arrived) -> None:
        """Keep a message; it is on the disk when this returns."""
        with self._lock:
            self._arrived.append(one)
            if self.path is not None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with self.path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")

    def all(self) -> list[Arrived]:
        """Return what arrived so far."""
        with self._lock:
            return list(self._arrived)

    def of(self, channel: str, key: str) -> Arrived | None:
        """Return the first message of a channel with an identifier; None when there is none."""
        return next((one for one in self.all() if one.channel == channel and one.key == key), None)
