"""What two databases write in different words. Everything else in the store's SQL is said in the words of both."""

from abc import ABC, abstractmethod

__all__ = ["Phrases"]


class Phrases(ABC):
    """SQL of one database. Arguments and answers are SQL; a list or an object is a JSON column or an expression."""

    in_order: str  # a join whose left side is gone through first, where the database goes by that

    @abstractmethod
    def joined(self, text: str, mark: str, rows: str, order: str) -> str:
        """Write a query in brackets of all texts of `rows` (what follows FROM) as one, with a mark between them."""

    @abstractmethod
    def character(self, code: int) -> str:
        """Write the character of this code."""

    @abstractmethod
    def number_of(self, document: str, key: str) -> str:
        """Write the number under a key of an object, a constant; NULL where there is none."""

    @abstractmethod
    def numbers_in(self, document: str) -> str:
        """Write what follows FROM for the pairs of an object, for an alias with the columns `key` and `value`, which is
        to be cast."""

    @abstractmethod
    def items_in(self, document: str, alias: str) -> str:
        """Write what follows FROM for the items of a list of texts: the alias has the column `value`."""

    @abstractmethod
    def place_in(self, alias: str) -> str:
        """Write the place of an item of `items_in`, from 0."""

    @abstractmethod
    def item_at(self, document: str, place: str) -> str:
        """Write the text at a place of a list, from 0; NULL where there is none."""

    @abstractmethod
    def split(self, text: str, mark: int) -> str:
        """Write a text as a list: separated by the character of this code, which is in no piece."""

    @abstractmethod
    def document(self, literal: str) -> str:
        """Write a JSON value as a JSON column has it."""

    @abstractmethod
    def given(self, parameter: str) -> str:
        """Write the query of the numbers in a bound value: a list of numbers as JSON text."""

    @abstractmethod
    def hexadecimal(self, number: str) -> str:
        """Write the bits of a number of 64 bits as 16 hexadecimal digits."""

    @abstractmethod
    def least(self, *numbers: str) -> str:
        """Write the least of some numbers, none of them NULL."""

    @abstractmethod
    def greatest(self, *numbers: str) -> str:
        """Write the greatest of some numbers, none of them NULL."""
