"""The reference made from the schemas, the lists and the rules."""
