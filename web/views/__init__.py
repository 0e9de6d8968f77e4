"""From the library's answers to what the pages show; pure functions."""
