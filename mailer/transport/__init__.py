"""How mail comes in and goes out: the listener for peers, the couriers to a relay or to a folder."""
