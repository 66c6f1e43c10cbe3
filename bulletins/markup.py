"""Elements of HTML and SVG. A text is escaped unless it is an element, so no text of a page can become one."""

import re
from html import escape

from bulletins.words import CHINESE

__all__ = ["Element", "both", "element", "filled", "joined", "text"]

# A title may not turn the reading direction of the table that it stands in, nor hide what comes after it
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
VOID = ("meta", "rect", "line", "link", "input", "hr")


class Element(str):
    """Markup of our own making, safe to put into a page as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return it as it is: by this name templates know what is not to be escaped again."""
        return str(self)


def text(told: str) -> Element:
    return Element(escape(UNPRINTABLE.sub("�", told)))


def element(tag: str, /, *children: object, **attributes: object) -> Element:
    """An element; `class_` is the attribute `class`, and `_` in a name stands for `-`. None: no such attribute."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if tag in VOID:
        return Element(f"<{tag}{told}/>")
    return Element(f"<{tag}{told}>{joined(*children)}</{tag}>")


def filled(template: str, *values: object) -> Element:
    """Return markup of ours with its blanks filled in; texts are escaped, numbers as the template formats them."""
    safe = (value if isinstance(value, Element) or not isinstance(value, str) else text(value) for value in values)
    return Element(template.format(*safe))


def joined(*children: object) -> Element:
    return Element("".join(child if isinstance(child, Element) else text(str(child)) for child in children))


def both(label: str) -> Element:
    """A word of ours, in Chinese with the English beside it; what is no word of ours stays as it is."""
    if label not in CHINESE:
        return text(label)
    return joined(CHINESE[label], " ", element("small", label, lang="en"))
