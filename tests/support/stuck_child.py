"""A child that does not do its work: it sleeps, eats memory or aborts."""

import json
import os
import sys
import time

from waiting import LONGER_THAN_A_TEST

how = os.environ["STUCK"]
if how in ("deaf", "idle"):
    from app.pictures.child_side import Parent

    parent = Parent()
    parent.answer(pid=os.getpid())
    parent.flush()
    if how == "deaf" and sys.platform == "linux":  # the thread that watches the pipe does not get to run
        sys.setswitchinterval(LONGER_THAN_A_TEST)
        while True:
            continue
    time.sleep(LONGER_THAN_A_TEST)
sys.stdin.buffer.readline()
print(json.dumps({"pid": os.getpid()}), flush=True)
if how == "aborts":  # as a library does that gets no more memory
    os.abort()
if how == "eats":
    eaten = bytearray()
    while True:
        eaten += bytes(1 << 20)
time.sleep(LONGER_THAN_A_TEST)
