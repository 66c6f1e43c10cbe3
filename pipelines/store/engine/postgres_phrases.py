"""What PostgreSQL calls what both databases say in other words."""

from pipelines.store.engine.phrases import Phrases

__all__ = ["PostgresPhrases"]


class PostgresPhrases(Phrases):
    """What PostgreSQL calls it. Its JSON is of the type JSONB."""

    in_order = "JOIN"

    def joined(self, text: str, mark: str, rows: str, order: str) -> str:
        return f"(SELECT string_agg({text}, {mark} ORDER BY {order}) FROM {rows})"

    def character(self, code: int) -> str:
        return f"chr({code})"

    def number_of(self, document: str, key: str) -> str:
        return f"CAST({document} ->> '{key}' AS INTEGER)"

    def numbers_in(self, document: str) -> str:
        return f"jsonb_each_text({document})"

    def items_in(self, document: str, alias: str) -> str:
        return f"jsonb_array_elements_text({document}) WITH ORDINALITY AS {alias}(value, nth)"

    def place_in(self, alias: str) -> str:
        return f"CAST({alias}.nth - 1 AS INTEGER)"

    def item_at(self, document: str, place: str) -> str:
        return f"({document} ->> {place})"

    def split(self, text: str, mark: int) -> str:
        # of an empty text PostgreSQL makes no piece
        pieces = f"string_to_array({text}, chr({mark}))"
        return f"CASE {text} WHEN '' THEN CAST('[\"\"]' AS JSONB) ELSE to_jsonb({pieces}) END"

    def document(self, literal: str) -> str:
        return f"CAST({literal} AS JSONB)"

    def given(self, parameter: str) -> str:
        return f"SELECT CAST(value AS BIGINT) FROM jsonb_array_elements_text(CAST({parameter} AS JSONB))"

    def hexadecimal(self, number: str) -> str:
        return f"lpad(to_hex({number}), 16, '0')"

    def least(self, *numbers: str) -> str:
        return f"least({', '.join(numbers)})"

    def greatest(self, *numbers: str) -> str:
        return f"greatest({', '.join(numbers)})"
