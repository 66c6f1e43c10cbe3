"""What is printed of an address: no password, wherever it stands, and no user but a database's."""

import pytest

from pipelines.sources.values import without_password


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://crawler:pw@db/x", "postgresql://crawler@db/x"),
        ("postgresql+psycopg://crawler:p@ss@db/x", "postgresql+psycopg://crawler@db/x"),
        ("postgresql://crawler@corp:pw@db/x", "postgresql://crawler@corp@db/x"),
        ("postgresql://@/x?host=/run", "postgresql://@/x?host=/run"),
        ("http://token@h.gov.cn/", "http://***@h.gov.cn/"),
        ("postgresql://crawler@db/x,http://user:pw@h.gov.cn/", "postgresql://crawler@db/x,http://***@h.gov.cn/"),
    ],
)
def test_no_password_is_shown(text: str, shown: str) -> None:
    assert without_password(f"cannot open {text}: refused") == f"cannot open {shown}: refused"
