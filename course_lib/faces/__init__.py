"""One-shot face recognition: a similarity function, and a front door that people join and leave."""
