"""Indexes a folder in processes of its own: index_child.py LIBRARY FOLDER.

For each line on standard input it begins one run and says its process id, then a point for each batch, and
when the run has ended its exit status. Importing everything once and forking makes thirty runs cheap.
"""

import os
import sys
from pathlib import Path

from made_library import SmallEmbedder

from app.adapters import decode
from app.cancel import CancelToken
from app.library.indexing.indexer import Indexer
from app.library.store.database import Database


def main() -> None:
    library, folder = Path(sys.argv[1]), Path(sys.argv[2])
    indexer = Indexer(lambda: Database(library), library, decode, SmallEmbedder())
    for _ in sys.stdin:
        run = os.fork()
        if not run:
            try:
                indexer.run([folder], CancelToken(), on_progress=lambda *_: print(".", flush=True))
                os._exit(0)
            finally:
                os._exit(1)
        print(run, flush=True)
        _, status = os.waitpid(run, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
