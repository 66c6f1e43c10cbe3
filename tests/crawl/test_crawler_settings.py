"""A setting that is misspelt is silently no setting at all: once it cost the check of resolved addresses."""

import pytest
from scrapy.settings import default_settings
from scrapy.utils.misc import load_object

from crawler import settings

OURS = sorted(name for name in vars(settings) if name.isupper())


@pytest.mark.parametrize("name", OURS)
def test_a_setting_is_one_that_scrapy_knows_or_ours_by_name(name: str) -> None:
    assert hasattr(default_settings, name) or name.startswith("BULLETINS_") or name in {"CONTACT", "SPIDER_MODULES"}


@pytest.mark.parametrize(
    "place",
    [
        settings.TWISTED_DNS_RESOLVER,
        settings.ROBOTSTXT_PARSER,
        settings.LOG_FORMATTER,
        *settings.ITEM_PIPELINES,
        *settings.DOWNLOADER_MIDDLEWARES,
        *settings.EXTENSIONS,
        *filter(None, settings.DOWNLOAD_HANDLERS.values()),
    ],
)
def test_what_a_setting_names_is_there(place: str) -> None:
    assert load_object(place).__name__ == place.rpartition(".")[2]
