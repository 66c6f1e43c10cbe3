"""A small fictional government site to crawl offline: 云溪市, in the shapes that real content systems produce.

    texts.py     the bulletins, from ../texts/*.txt
    chrome.py    what stands around a bulletin: navigation, breadcrumb, clock, share buttons, footer
    layouts.py   the article templates of different content systems
    listings.py  the list pages and endpoints that lead to them
    site.py      addresses -> responses, and what must be read out of each (`truth`)
    server.py    the HTTP server

Standard library only. Everything is made from the texts, the same every time.
"""
