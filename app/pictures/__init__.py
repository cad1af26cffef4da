"""Any picture file or bytes in, RGB out; what costs much is decoded by a process of its own. No Qt."""
