"""The thread guard, and how many threads there are."""

import threading

from mlx_models.errors import ModelError
from mlx_models.threads import ThreadGuard


def test_a_guard_lets_its_own_thread_pass_and_names_the_other() -> None:
    guard = ThreadGuard("The tiny model")
    guard.check()
    caught: list[BaseException] = []

    def other() -> None:
        try:
            guard.check()
        except ModelError as error:
            caught.append(error)

    thread = threading.Thread(target=other, name="stranger")
    thread.start()
    thread.join()
    assert "The tiny model" in str(caught[0])
    assert "stranger" in str(caught[0])
