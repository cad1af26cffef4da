"""Which files are looked at, by their names."""

#: Endings of what the loader reads; whether such a file really is a picture is found out when it is read.
ENDINGS = (
    b".jpg", b".jpeg", b".jpe", b".png", b".webp", b".gif", b".tif", b".tiff", b".bmp", b".heic", b".heif",
    b".avif",
)  # fmt: skip


def is_picture(name: bytes) -> bool:
    """Whether a file of this name is looked at."""
    return name.lower().endswith(ENDINGS) and not name.startswith(b".")
