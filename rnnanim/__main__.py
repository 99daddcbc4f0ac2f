"""``python -m rnnanim``."""

from rnnanim.cli.main import main

if __name__ == "__main__":
    main()
