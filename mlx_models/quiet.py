"""Has what computes send nothing; imported before anything else, in every process.

ONNX Runtime's official builds from 1.29 on report the machine, the program and more to their maker unless
this variable is set before the library is loaded; the switch in its Python interface comes too late. Child
processes inherit it.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
