"""Watch Chinese government bulletin pages and trust what was read out of them.

The application: everything a person touches. Imports go down only: bulletins -> crawler -> pipelines.
"""

from importlib.metadata import PackageNotFoundError, version

__all__ = ["__version__"]

try:
    __version__ = version("bulletins")
except PackageNotFoundError:  # a checkout that was never installed
    __version__ = "0+unknown"
