"""What a stranger may put into a pull request, through the door that checks it."""
