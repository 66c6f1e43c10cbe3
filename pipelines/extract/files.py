"""Which links lead to a file, not to a page."""

import re
from urllib.parse import urlsplit

__all__ = ["is_file"]

ENDINGS = "pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|zip|rar|7z|txt|csv|rtf|ceb|caj|mp3|mp4"
IN_PATH = re.compile(rf"\.(?:{ENDINGS})$", re.IGNORECASE)
IN_NAME = re.compile(rf"\.(?:{ENDINGS})\W*$", re.IGNORECASE)
HANDLER = re.compile(r"download|attach|/file|fileid|getfile", re.IGNORECASE)


def is_file(href: str, text: str = "") -> bool:
    """By the address's ending, or for a download script by the name that the link shows."""
    try:
        path = urlsplit(href).path
    except ValueError:
        return False
    return bool(IN_PATH.search(path) or (HANDLER.search(href) and IN_NAME.search(text)))
