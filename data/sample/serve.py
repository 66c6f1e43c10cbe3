"""Serve the sample site on this machine: python data/sample/serve.py [--port N] [--articles N]

Prints the addresses of its list pages; `bulletins crawl ADDRESS` crawls one
(for localhost, the portal, set BULLETINS_ALLOW_PRIVATE=1).
With --articles, serves that many made bulletins behind one paged list instead, for load tests.
"""

import argparse
import signal
import sys

from sample_site.enlarged import enlarge
from sample_site.server import serve
from sample_site.site import build

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0: any free one (the default)")
    parser.add_argument("--articles", type=int, metavar="N", help="made bulletins instead of the sample site's own")
    arguments = parser.parse_args()
    site = build() if arguments.articles is None else enlarge(arguments.articles)
    try:
        with serve(arguments.port, site) as running:
            for host, base in (("a", running.base), ("b", running.portal)):
                for start in site.starts[host]:
                    print(f"{base}{start}", flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
    except OSError as error:
        sys.exit(f"cannot serve on port {arguments.port}: {error.strerror or error}")
