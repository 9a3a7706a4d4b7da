"""Mail in and out, over real sockets on this machine."""
