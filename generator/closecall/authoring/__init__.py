"""What helps an author to write: questions made from the schemas, links to what is there."""
