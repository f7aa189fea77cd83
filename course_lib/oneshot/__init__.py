"""One-shot learning: characters, trials, and machines that answer them."""
