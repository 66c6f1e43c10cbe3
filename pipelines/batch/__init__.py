"""Archives larger than one machine: the stages of clean.py, and copies across pages, for engines that others wrote.

The core knows no engine. A stage is a function from records to records, run over all of them or over those of one key;
what sorts and carries records between machines is the engine's (engine.py states all that is asked of it).

    records.py    what flows between stages, and how it is written down
    engine.py     what an engine has to do
    parts.py      archives -> the ranges that are read by themselves
    reading.py    a range -> its pages, read; what became of its records
    history.py    the pages of an address -> its revisions, and an outcome for each page
    texts.py      bulletins -> what they are found by: texts, keys, series
    pairs.py      those -> the pairs to compare; compared, with receipts
    originals.py  what repeats what -> `copy_of`
    rows.py       bulletins -> rows of the tables that go out
    flow.py       the order of the stages
    report.py     what became of archives, records and pages; whether it adds up
    memory.py     an engine of lists, for tests and small archives
    spark_job.py  Apache Spark as the engine; the only importer of pyspark

Nothing here imports the store: no scrapy, no sqlalchemy.
"""
