"""What can be wrong with a store; each message is one line that names the store and what mends it."""

__all__ = ["NotOurStore", "StoreError", "StoreFull", "StoreVersionError"]


class StoreError(Exception):
    """The store cannot be used now. What was committed before is whole."""

    configuration = True


class NotOurStore(StoreError):
    """The file is a database of somebody else, or none at all. It was not touched."""


class StoreVersionError(StoreError):
    """The store has another schema version than this program. It was not touched."""


class StoreFull(StoreError):
    """The disk is full, or the store may not grow. The transaction under way was rolled back."""

    configuration = False
