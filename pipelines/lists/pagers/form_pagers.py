"""Pagers that post a form: the next page has no address, only fields that are sent to the same one.

<a href="javascript:__doPostBack('pager','2')">          ASP.NET, with __VIEWSTATE and its like in hidden fields
<input type="submit" name="next" value="下一页">          the same with buttons
<form method="post"><input name="pageNo" value="1"> … <a onclick="goPage(2)">下一页</a>     others

A form is posted only when its shape is clear: a field that counts pages, and a link that says where it leads.
"""

import re
from collections.abc import Mapping
from itertools import pairwise
from urllib.parse import urlencode

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.lists.page_numbers import is_page_key
from pipelines.lists.pagers.next_page import NEXT, TOTAL_SHOWN
from pipelines.lists.urls import absolute
from pipelines.models import Ask

__all__ = ["posted_pages"]

FORM_BODY = ("Content-Type", "application/x-www-form-urlencoded")
POST_BACK = re.compile(r"__doPostBack\s*\(\s*(['\"])([\w$:.-]{1,300})\1\s*,\s*(['\"])([\w$-]{0,100})\3")
CALL = re.compile(r"\b(?!void\b)[A-Za-z_$][\w$.]{0,60}\(\s*['\"]?(\d{1,6})['\"]?\s*[,)]")
GIVEN = re.compile(r"\.\s*value\s*=\s*['\"]?(\d{1,6})\b")  # document.f.pageNo.value=2; document.f.submit()
NUMBER = re.compile(r"(\d{1,6})$")
TOTAL_KEYS = re.compile(r"^(?:total_?pages?|page_?count|page_?total|pages|countpage)$", re.IGNORECASE)
OF_PAGES = re.compile(r"[/共]\s?(\d{1,6})\s?[页頁]")
BUTTONS = "input[type=submit], button, input[type=image]"
SUBMITS = re.compile(r"\.\s*submit\s*\(", re.IGNORECASE)
MAX_LINKS = 5000
MAX_BODY = 500_000  # characters; a __VIEWSTATE of 100,000 is common


def posted_pages(tree: LexborHTMLParser, text: str, base: str) -> tuple[Ask, ...]:
    """Return what to ask for the next page, or nothing."""
    for form in tree.css("form")[:20]:
        fields = fields_of(form)
        more = post_back(form) if "__VIEWSTATE" in fields else counted_on(tree, form, fields, text)
        if not more:
            continue
        action = absolute(base, form.attributes.get("action") or base)
        body = urlencode({**fields, **more})
        if action is None or len(body) > MAX_BODY:
            return ()
        if "__VIEWSTATE" in fields or (form.attributes.get("method") or "").lower() == "post":
            return (Ask(action, "POST", body, (FORM_BODY,)),)
        return (Ask(f"{action.partition('?')[0]}?{body}"),)
    return ()


def fields_of(form: LexborNode) -> dict[str, str]:
    """Return what a browser would send, but for buttons."""
    fields = {}
    for node in form.css("input[name], select[name], textarea[name]")[:1000]:
        name, kind = node.attributes.get("name") or "", (node.attributes.get("type") or "text").lower()
        if not name or "disabled" in node.attributes:
            continue
        if node.tag == "select":
            chosen = node.css_first("option[selected]") or node.css_first("option")
            if chosen is not None:
                value = chosen.attributes.get("value")
                fields[name] = value if value is not None else chosen.text().strip()
        elif node.tag == "textarea":
            fields[name] = node.text()
        elif kind in ("hidden", "text", "search", "number"):
            fields[name] = node.attributes.get("value") or ""
    return fields


def post_back(form: LexborNode) -> dict[str, str]:
    """Return the fields that turn the page of an ASP.NET form."""
    numbered: dict[int, tuple[str, str]] = {}
    for node in form.css("a[href]")[:MAX_LINKS]:
        call = POST_BACK.search(node.attributes.get("href") or "")
        if call is None or "disabled" in node.attributes:
            continue
        if says_next(node):
            return {"__EVENTTARGET": call[2], "__EVENTARGUMENT": call[4]}
        number = NUMBER.search(call[4])
        if number and label(node) in (number[1], "...", "…"):
            numbered.setdefault(int(number[1]), (call[2], call[4]))
    for button in form.css("input[type=submit][name], input[type=button][name]"):
        if NEXT.match(button.attributes.get("value") or "") and "disabled" not in button.attributes:
            return {button.attributes.get("name") or "": button.attributes.get("value") or ""}
    following = after_this(list(numbered))
    if following is None:
        return {}
    return {"__EVENTTARGET": numbered[following][0], "__EVENTARGUMENT": numbered[following][1]}


def after_this(numbers: list[int]) -> int | None:
    """Return the page after the one that shows these numbers as links: its own is the one left out."""
    ordered = sorted(numbers)
    if ordered[:1] == [2]:
        return 2
    return next((b for a, b in pairwise(ordered) if b == a + 2), None)


def counted_on(tree: LexborHTMLParser, form: LexborNode, fields: Mapping[str, str], text: str) -> dict[str, str]:
    """Return the field that counts pages with the number that comes next."""
    field = next((name for name in fields if is_page_key(re.split(r"[._$:]", name)[-1])), None)
    if field is None:
        return {}
    if not SUBMITS.search(text):
        number = next_within(form, field, fields[field])
        return {field: number} if number else {}
    if chosen := next_option(form, field):
        return {field: chosen}
    now = int(fields[field]) if fields[field].isdecimal() and len(fields[field]) < 7 else None
    numbers, says_more = [], False
    for node in tree.css("a, [onclick]")[:MAX_LINKS]:
        href, click = node.attributes.get("href") or "", node.attributes.get("onclick") or ""
        calls = f"{href if href[:11].lower() == 'javascript:' else ''} {click}"[:500]
        call = CALL.search(calls) or GIVEN.search(calls)
        if says_next(node) and "(" in calls and "disabled" not in node.attributes:
            says_more = True
            if call and (now is None or int(call[1]) > now):
                return {field: call[1]}
        elif call and label(node) == call[1]:
            numbers.append(int(call[1]))
    last = last_page(tree, fields)
    if says_more and now is not None and last is not None:
        return {field: str(now + 1)} if now < last else {}
    following = after_this(numbers) if now is None else now + 1
    return {field: str(following)} if following in numbers else {}


def next_within(form: LexborNode, field: str, value: str) -> str:
    """Return the page after this one of a form which no script of the page's own submits; empty: it does not say one.

    It says one by a link within it that gives its number to a script from elsewhere, or by a field to type the number
    into, next to how many pages there are, and a button.
    """
    if not (value.isdecimal() and len(value) < 7):
        return ""
    following = int(value) + 1
    for node in form.css("a, [onclick]")[:MAX_LINKS]:
        calls = f"{node.attributes.get('href') or ''} {node.attributes.get('onclick') or ''}"[:500]
        if says_next(node) and (call := CALL.search(calls)) and int(call[1]) == following:
            return call[1]
    typed = form.css_first(f"input[name='{field}']:not([type=hidden])") if field.isidentifier() else None
    last = OF_PAGES.search(form.text(deep=True)) if typed is not None and form.css_first(BUTTONS) else None
    return str(following) if last and following <= int(last[1]) else ""


def next_option(form: LexborNode, field: str) -> str:
    """Return the option after the chosen one of a list of page numbers that submits its form; empty: there is none."""
    for select in form.css("select[name]")[:20]:
        if select.attributes.get("name") == field and SUBMITS.search(select.attributes.get("onchange") or ""):
            options = select.css("option")[:MAX_LINKS]
            values = [one.attributes.get("value") or one.text().strip() for one in options]
            here = next((i for i, one in enumerate(options) if "selected" in one.attributes), 0)
            if here + 1 < len(values) and values[here + 1].isdecimal() and values[here].isdecimal():
                return values[here + 1]
    return ""


def last_page(tree: LexborHTMLParser, fields: Mapping[str, str]) -> int | None:
    for name, value in fields.items():
        if TOTAL_KEYS.match(re.split(r"[._$:]", name)[-1]) and value.isdecimal() and len(value) < 7:
            return int(value)
    shown = TOTAL_SHOWN.search(tree.body.text(deep=True, separator=" ")) if tree.body else None
    return int(shown[1] or shown[2]) if shown else None


def says_next(node: LexborNode) -> bool:
    return bool(NEXT.match(label(node)) or NEXT.match((node.attributes.get("title") or "")[:200]))


def label(node: LexborNode) -> str:
    return " ".join((node.text(deep=True) or node.attributes.get("value") or "")[:200].split())
