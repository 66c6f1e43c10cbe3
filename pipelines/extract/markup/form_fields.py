"""Fields of a form that show a text and take none (<textarea readonly>, <input disabled value=…>): text of the page.

Some are locked by a script alone, which sends the cursor away (onfocus="this.blur()"), takes no key (onkeydown="return
false"), or says elsewhere on the page that the field is read only.

Systems for letters show question and answer in the form in which they were written. A page has such fields for other
ends as well, a search box that waits for its script, or a box for comments that asks for manners: they are read where
the label before one of them is that of a letter's part.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from html import escape, unescape

from pipelines.extract.markup.wrapped import ATTRIBUTE
from pipelines.extract.words.line_patterns import SENTENCE_MARK
from pipelines.text.attributes import attribute_value

__all__ = ["FIELDS", "with_shown_fields"]

FIELDS = ("input", "textarea")

FIELD = re.compile(
    rf"<(?:input\b({ATTRIBUTE})>|textarea\b({ATTRIBUTE})>([^<]*+)</textarea\s*>)",
    re.IGNORECASE,
)
TAKES_NONE = re.compile(
    r"(?:^|[\s\"'])(?:(?:readonly|disabled)(?=[\s=/]|$)|contenteditable\s*=\s*[\"']?false|unselectable\s*=\s*[\"']?on\b"
    r"|style\s*=\s*(?:\"[^\"]*|'[^']*)pointer-events\s*:\s*none)",
    re.IGNORECASE,
)
FIELDSET = re.compile(rf"<(/?)fieldset\b({ATTRIBUTE})>", re.IGNORECASE)
DISABLED = re.compile(r"(?:^|[\s\"'])disabled(?=[\s=/]|$)", re.IGNORECASE)
HANDLER = re.compile(r"(?:^|[\s\"'])on([a-z]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))", re.IGNORECASE)
SENT_AWAY = re.compile(r"^(?:focus|focusin|click|mouse\w+|select|key\w+)$", re.IGNORECASE)
BLURS = re.compile(r"\bblur\(\s*\)")
TYPED = re.compile(r"^(?:keydown|keypress|beforeinput|mousedown)$", re.IGNORECASE)
REFUSES = re.compile(r"\breturn\s+false\b|\bpreventDefault\(\s*\)|\breturnValue\s*=\s*false\b")
CONDITION = re.compile(r"\bif\b|[?]|&&|[|][|]|\bkeyCode\b|\bwhich\b|&amp;&amp;")
# $("#answer, textarea").attr("readonly", true), document.getElementById('nr').readOnly = true
LOCKED_ELSEWHERE = re.compile(
    r"[\"']([^\"'<>\n]{1,80})[\"']\s*\)(?:\s*\.\s*\w+\(\s*\)|\[\d+\]){0,2}\s*\.\s*"
    r"(?:(?:attr|prop|setAttribute)\(\s*[\"'](?:readonly|disabled)[\"']\s*,(?!\s*[\"']?false)|(?:readOnly|disabled)\s*=(?!\s*(?:=|false)))",
    re.IGNORECASE,
)
LOCKS = ("eadonly", "eadOnly", "isabled")  # whatever the first letter: looked for first, in a tenth of the time
MAX_CALL = 300  # characters from there to either end of the call
NAMED = re.compile(r"(?:^|[\s\"'])(?:id|class|name)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))", re.IGNORECASE)
NAME_IN_SELECTOR = re.compile(r"[\w-]+")
VALUE = re.compile(r"(?:^|[\s\"'])value\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))", re.IGNORECASE)
OF_TEXT = re.compile(r"(?:^|[\s\"'])type\s*=\s*[\"']?(?!text|tel|email|date|url|number)\w", re.IGNORECASE)
MARKUP = re.compile(r"<[a-z/]", re.IGNORECASE)
OF_LETTERS = re.compile("留言|来信|信件|咨询|提问|诉求|投诉|答复|回复|办理|处理|反馈")
OF_COMMENTS = re.compile(r"(?:我要|发表|在线|网友|最新|参与|关闭)(?:留言|咨询|提问|投诉|回复|反馈)\W*$")
TAG = re.compile(r"<[^<>]*>")
BEFORE, MAX_LABEL = 300, 20  # characters of markup before a field, and of text in it, that may name it
MAX_FIELDS = 200
MAX_LENGTH = 2_000_000  # characters: what is longer is no letter


def with_shown_fields(text: str, places: Sequence[int]) -> str:
    """Return the page with the texts of such fields in their place, where one has a sentence, and one of them a label
    of letters before it.

    `places`: where the page's tags of the kinds FIELDS begin, in order.
    """
    if len(text) > MAX_LENGTH:
        return text
    if not may_say(text, places):
        return text
    matches = [match for place in places if (match := FIELD.match(text, place))]
    if not any(map(has_sentence, matches)):
        return text
    locked = locked_elsewhere(text)
    sets = disabled_sets(text) if "ieldset" in text or "IELDSET" in text else []
    found = [(match, shown) for match in matches if (shown := text_of(match, locked, is_inside(match, sets)))]
    if len(found) > MAX_FIELDS or not any(SENTENCE_MARK.search(shown) for _, shown in found):
        return text
    if not any(is_of_letters(label_of(text, match)) for match, _ in found):
        return text
    pieces, done = [], 0
    for match, shown in found:
        # a value after its colon goes on in the line; what has none may have it from a style sheet
        tag = "span" if match[2] is None and label_of(text, match).endswith(("：", ":")) else "div"
        pieces += [text[done : match.start()], f"<{tag}>{shown}</{tag}>"]
        done = match.end()
    return "".join([*pieces, text[done:]])


def may_say(text: str, places: Sequence[int]) -> bool:
    """A quick look: whether one of the fields whose tags begin at these places may hold a sentence. Most are search
    boxes."""
    end = 0
    for place in places:
        if place < end:
            continue  # in the tag of the one before
        close = text.find(">", place)
        if close < 0:
            return False
        end = text.find("<", close)
        end = len(text) if end < 0 else end
        field = text[place:end]
        if "&" in field or (not field.isascii() and SENTENCE_MARK.search(field) is not None):
            return True
    return False


def label_of(text: str, match: re.Match[str]) -> str:
    before = TAG.sub("", text[max(0, match.start() - BEFORE) : match.start()])
    return before.strip()[-MAX_LABEL:]


def is_of_letters(label: str) -> bool:
    """A sentence that ends above a field is no label of it, nor is 我要留言."""
    name = SENTENCE_MARK.split(label)[-1]
    return OF_LETTERS.search(name) is not None and OF_COMMENTS.search(name) is None


def text_of(match: re.Match[str], locked: frozenset[str], is_disabled: bool) -> str:
    """Return what a field shows, as markup; empty where it shows nothing or takes what a reader writes.

    `locked`: the names of what the page's scripts make read only. `is_disabled`: an element around it says so.
    """
    attributes = match[1] if match[1] is not None else match[2]
    if (
        not is_disabled
        and not TAKES_NONE.search(attributes)
        and not is_locked_by_script(attributes)
        and not is_named(match, locked)
    ):
        return ""
    if match[2] is not None:
        shown = unescape(match[3]).strip()
        # what an editor wrote for a script to show; else lines
        return shown if MARKUP.search(shown) else "<br>".join(map(escape, shown.splitlines()))
    value = None if OF_TEXT.search(attributes) else VALUE.search(attributes)
    return escape(" ".join(attribute_value(value[1] or value[2] or value[3] or "").split())) if value else ""


def disabled_sets(text: str) -> list[tuple[int, int]]:
    """Return where each outermost `<fieldset disabled>` begins and ends."""
    found: list[tuple[int, int]] = []
    depth = begin = inside = 0
    for tag in FIELDSET.finditer(text):
        if tag[1]:
            depth = max(0, depth - 1)
            if inside and depth < inside:
                found.append((begin, tag.start()))
                inside = 0
        else:
            depth += 1
            if not inside and DISABLED.search(tag[2]):
                begin, inside = tag.end(), depth
    return found


def is_inside(match: re.Match[str], sets: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(sets, (match.start(), len(match.string))) - 1
    return at >= 0 and match.end() <= sets[at][1]


def is_locked_by_script(attributes: str) -> bool:
    """Whether a script of the field itself sends the cursor away or takes no key, whatever the key."""
    if "blur" not in attributes and "alse" not in attributes and "preventDefault" not in attributes:
        return False
    handlers = ((found[1], found[2] or found[3] or found[4] or "") for found in HANDLER.finditer(attributes))
    return any(
        ((SENT_AWAY.match(event) and BLURS.search(code)) or (TYPED.match(event) and REFUSES.search(code)))
        and not CONDITION.search(code)
        for event, code in handlers
    )


def has_sentence(match: re.Match[str]) -> bool:
    """Whether what a field holds is a sentence."""
    value = VALUE.search(match[1]) if match[1] is not None else match
    return value is not None and SENTENCE_MARK.search(unescape(value[0])) is not None


def locked_elsewhere(text: str) -> frozenset[str]:
    """Return the tags, ids, classes and names of what the page's scripts make read only."""
    calls = (call for around in stretches_around(text, LOCKS) for call in LOCKED_ELSEWHERE.finditer(around))
    return frozenset(name for call in calls for name in NAME_IN_SELECTOR.findall(call[1].lower()))


def stretches_around(text: str, words: Sequence[str]) -> list[str]:
    """Return the text around each place of one of the words; where they stand near one another, in one piece."""
    places = sorted(found.start() for word in words for found in re.finditer(word, text))
    ends: list[tuple[int, int]] = []
    for place in places:
        first, end = max(0, place - MAX_CALL), place + MAX_CALL
        if ends and first <= ends[-1][1]:
            ends[-1] = ends[-1][0], end
        else:
            ends.append((first, end))
    return [text[first:end] for first, end in ends]


def is_named(match: re.Match[str], names: frozenset[str]) -> bool:
    """Whether a field is one of these by its tag, id, class or name."""
    if not names:
        return False
    attributes, tag = (match[1], "input") if match[1] is not None else (match[2], "textarea")
    own = {name for found in NAMED.finditer(attributes) for name in (found[1] or found[2] or found[3] or "").split()}
    return not names.isdisjoint({tag, *map(str.lower, own)})
