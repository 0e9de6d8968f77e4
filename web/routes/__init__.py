"""One module a place of the site; each has a router and asks the library."""
