"""The tests; the same small cast of people lives in all of them."""
