"""What libraries are told by variables, imported before anything else, in every process.

None reports anything to its makers. ONNX Runtime's official builds from 1.29 on report the machine, the
program and more to their maker unless this variable is set before the library is loaded; the switch in its
Python interface comes too late. Child processes inherit it. huggingface_hub, which is asked during an install
alone, would otherwise first fetch a list from huggingface.co, whichever hub the model is from, and keep it in
the user's cache folder.

MLX multiplies in whole float32. From the M5 on its products have ten bits of a number's 23 (TF32) unless this
variable says otherwise: 5e-2 of the range instead of 4e-5, heard as another sentence.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["MLX_ENABLE_TF32"] = "0"
