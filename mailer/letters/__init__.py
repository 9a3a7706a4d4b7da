"""Letters: a Markdown file and facts in, a skeleton out, and from that one mail to one person."""
