"""The indexer: reads documents, finds their citations, commits what was found."""
