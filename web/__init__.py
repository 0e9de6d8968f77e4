"""The web site: pages, tables and an API over the library. Never imports spaCy or the indexer."""
