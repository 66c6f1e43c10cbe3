"""Where analysts look: a store's bulletins in a browser. The only importer of datasette.

    application.py  Datasette over the store, set to show only what we serve; the server
    plugin.py       what Datasette asks of us: our pages, our cells, our words
    guarding.py     what every answer passes: methods, addresses, Content-Security-Policy, language
    pages/          a module a page: reads the store, hands frozen values to a template
    questions.py    questions that analysts ask often, as SQL over the views
    charts.py       figures as SVG, drawn here
    showing.py      texts of strangers as HTML
    words.py        every word of ours, Chinese and English

Reads only: the file is opened read-only, and no method but GET is answered. Nothing is loaded from elsewhere.
Datasette is an extra (`pip install 'bulletins[serve]'`): nothing here is imported before `bulletins serve` is called.
"""
