"""`python -m closecall`: the same as the command `closecall`."""

from closecall.cli.main import main

if __name__ == "__main__":
    main()
