"""A page of the product as a person reads it: its text, its tables, its lists."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "br", "hr", "img"}
_APART = {"script", "style"}


class Node:
    """A part of a page."""

    def __init__(self, tag, attributes=()):
        self.tag, self.attributes, self.children = tag, dict(attributes), []

    def text(self):
        """Return what stands in it, white space as one blank."""
        return " ".join("".join(self._texts()).split())

    def _texts(self):
        for child in self.children if self.tag not in _APART else ():
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()
                yield " " if child.tag not in ("span", "strong", "a") else ""

    def all(self, *tags, within=""):
        """Yield everything of these tags in the order of the page; `within` is a class that it has."""
        for child in self.children:
            if not isinstance(child, str):
                if child.tag in tags and within in child.attributes.get("class", ""):
                    yield child
                yield from child.all(*tags, within=within)

    def cells(self):
        """Return the rows of a table, without its head, as lists of text."""
        return [[cell.text() for cell in row.all("th", "td")] for body in self.all("tbody") for row in body.all("tr")]


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.path = [Node("page")]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, attrs)
        self.path[-1].children.append(node)
        if tag not in _VOID:
            self.path.append(node)

    def handle_startendtag(self, tag, attrs):
        self.path[-1].children.append(Node(tag, attrs))

    def handle_endtag(self, tag):
        while self.path[-1].tag != tag:
            self.path.pop()
        self.path.pop()

    def handle_data(self, data):
        self.path[-1].children.append(data)


class Screen:
    """A page that was opened."""

    def __init__(self, answer):
        assert answer.status_code == 200, answer.status_code
        reader = _Reader()
        reader.feed(answer.content.decode())
        self.page = reader.path[0]
        (self.main,) = self.page.all("main")

    def text(self):
        """Return what stands on it, without head and foot."""
        return self.main.text()

    def table(self, caption):
        """Return the rows of all tables with this caption, one after the other."""
        return [
            row for table in self.main.all("table") for one in table.all("caption") if one.text() == caption
            for row in table.cells()
        ]  # fmt: skip

    def links(self):
        """Return (text, address) of every link."""
        return [(one.text(), one.attributes.get("href", "")) for one in self.main.all("a")]
