"""What Git knows about the records. The one room that runs another program."""
