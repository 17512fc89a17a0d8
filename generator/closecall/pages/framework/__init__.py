"""The index by framework: question, item, evidence with its age, and items with none listed."""
