"""Full-text search: analysis, query tree, snippets, and the engines behind the port."""
