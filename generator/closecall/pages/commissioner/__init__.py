"""For each commissioner: its four expectations, answered from the records of what it buys."""
