"""Kring's way in: `python run_service.py --help`."""

from mailer.cli import main

if __name__ == "__main__":
    main()
