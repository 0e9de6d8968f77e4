"""The catalogue: the only truth about reports, citations and the current index generation."""

from kb.store.store import Store, open_catalogue
from kb.store.verify import Difference

__all__ = ["Difference", "Store", "open_catalogue"]
