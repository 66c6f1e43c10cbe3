"""Values that a page of Next.js streams to its scripts, in pieces of one text:

self.__next_f.push([1,"5:[\\"$\\",\\"div\\",null,{\\"list\\":[{…}"])    a number and a value each line
self.__next_f.push([1,"]}]\\n6:I[…]"])                        which may go on in the next piece
"""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

__all__ = ["streamed_values"]

PIECE = re.compile(r"__next_f\.push\(\s*(?=\[)")
LINE = re.compile(r"^[\da-f]{1,6}:(?=[\[{])", re.MULTILINE)
MAX_PIECES = 2000
DECODER = json.JSONDecoder(strict=False)


def streamed_values(scripts: Iterable[str]) -> Iterator[Any]:
    """Yield the lists and objects of all lines that the scripts of a page make together."""
    text = "".join(islice((piece for script in scripts for piece in pieces_in(script)), MAX_PIECES))
    for line in LINE.finditer(text):
        value = value_at(text, line.end())
        if isinstance(value, (dict, list)):
            yield value


def pieces_in(script: str) -> Iterator[str]:
    for found in PIECE.finditer(script):
        piece = value_at(script, found.end())
        if isinstance(piece, list) and len(piece) == 2 and isinstance(piece[1], str):
            yield piece[1]


def value_at(text: str, start: int) -> Any:
    try:
        return DECODER.raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None
