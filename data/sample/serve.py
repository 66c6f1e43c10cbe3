"""Serve the sample site on this machine: python data/sample/serve.py [--port N]

Prints the addresses of its list pages; `bulletins crawl ADDRESS` crawls one
(for localhost, the portal, set BULLETINS_ALLOW_PRIVATE=1).
"""

import argparse
import signal
import sys

from sample_site.server import serve

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0: any free one (the default)")
    arguments = parser.parse_args()
    try:
        with serve(arguments.port) as running:
            from sample_site.site import build

            for host, base in (("a", running.base), ("b", running.portal)):
                for start in build().starts[host]:
                    print(f"{base}{start}", flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
    except OSError as error:
        sys.exit(f"cannot serve on port {arguments.port}: {error.strerror or error}")
