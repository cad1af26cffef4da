"""Has no library report anything to its makers; imported before anything else, in every process.

ONNX Runtime's official builds from 1.29 on report the machine, the program and more to their maker unless
this variable is set before the library is loaded; the switch in its Python interface comes too late. Child
processes inherit it. huggingface_hub, which is asked during an install alone, would otherwise first fetch a
list from huggingface.co, whichever hub the model is from, and keep it in the user's cache folder.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
