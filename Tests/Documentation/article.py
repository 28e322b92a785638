#!/usr/bin/env python3
"""Whether an article shows files as they are: `article.py ARTICLE FILE…`."""
import sys


def main(article, files):
    text = open(article).read()
    others = [file for file in files if f"```swift\n{open(file).read()}```" not in text]
    if others:
        sys.exit(f"{article} does not show {', '.join(others)} as it is")


main(sys.argv[1], sys.argv[2:])
