"""Octets <-> values, one RFC a file: what a mail says, before anybody asks what it means."""
