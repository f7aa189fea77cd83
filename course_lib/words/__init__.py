"""Words: corpora, vocabulary, context windows, language model, skip-gram, vectors."""
