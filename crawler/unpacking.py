"""Content-Encoding undone, with what Scrapy leaves open: how often, and a name for what does not unpack.

The size is bounded by Scrapy: each step stops at DOWNLOAD_MAXSIZE. But the steps are not: a header that says gzip ten
thousand times, over a file that unpacks to itself, would hold the crawl for minutes.
"""

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

__all__ = ["Unpacking"]

MOST_LAYERS = 2  # real servers pack once; one behind a proxy that packs again has been seen


class Unpacking(HttpCompressionMiddleware):
    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # without the spider that Scrapy no longer passes
        layers = b",".join(response.headers.getlist("Content-Encoding")).split(b",")
        if len(layers) > MOST_LAYERS:
            raise IgnoreRequest(f"too large: packed {len(layers)} times over")
        # of robots.txt more may come than of a page, but no more may be unpacked
        bounded = request.replace(meta={**request.meta, "download_maxsize": self._max_size})
        try:
            return super().process_response(bounded, response)
        except IgnoreRequest:
            raise
        except Exception as error:  # each packing has errors of its own
            raise IgnoreRequest(f"cannot be unpacked: {type(error).__name__}: {error}") from error
