r"""An answer that is a script or a text in quotes -> the page or the rows that it would write.

    var html = "<li><a href=\"/a/1.html\">关于…</a></li>";      $("#list").html("<li>…</li>");      cb("<li>…</li>")
    "<li><a href=\"/a/1.html\">关于…</a></li>"

Read as a page, the marks with which a script escapes a quotation mark would stand in the addresses.
"""

import json
import re

from pipelines.lists.scripts.quoted_rows import with_quoted_rows

__all__ = ["page_in_quotes"]

ESCAPED = re.compile(r"\s(?:href|onclick)\s?=\s?\\+[\"']", re.IGNORECASE)
CODE = re.compile(r"(?:(?:var|let|const)\s|[\w$.]{1,100}\s{0,9}[=(+]|[$(!;])")


def page_in_quotes(text: str) -> str:
    """Return the page that a text with escaped quotation marks stands for; any other text as it is."""
    if ESCAPED.search(text) is None:
        return text
    bare = text.strip("\ufeff \t\r\n;")
    if bare[:1] == '"' and bare[-1:] == '"':
        try:
            return str(json.loads(bare, strict=False))
        except ValueError:
            return text
    if bare[:1] == "<" and '="' not in bare:
        return bare.replace('\\"', '"').replace("\\/", "/")
    if CODE.match(bare):
        code = bare.replace("</script", "<\\/script")
        return with_quoted_rows(f"<script>{code}</script>") or text
    return text
