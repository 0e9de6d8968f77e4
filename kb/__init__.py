"""The core of Danchieu: values, identity, catalogue, search, graph and library."""
