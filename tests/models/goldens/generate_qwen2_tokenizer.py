"""Write the tokenizer's golden file: a made vocabulary, texts, and what transformers' Qwen2 makes of them.

Run in an environment with transformers 5: python tests/models/goldens/generate_qwen2_tokenizer.py
"""

import json
import random
from pathlib import Path

from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers.models.qwen2.tokenization_qwen2 import Qwen2Tokenizer

CORPUS = [
    "The quick brown fox jumps over the lazy dog.",
    "A man is sitting on a bench in a park, reading the newspaper.",
    "It's what they've said: I'm here, we'll see, don't you'd better not.",
    "Read out all text that can be read in this screenshot, from top to bottom.",
    "In 2024 there were 1,234,567 pictures; 98.6 % of them were small.",
    "    def main(argv):\n        return argv[0]\n\n\n",
    "Das Café in Zürich hat schöne Stühle. Señor Núñez está aquí.",
    "日本語のテキスト、中文文本。 한국어 텍스트.",
]
TEXTS = [
    "",
    " ",
    "\n",
    "It's 12345 o'clock, WE'LL see what They'Ve done",
    "\n\n  hello \n world\r\n\r\n",
    "x=3.14; y=[1,2]  # comment",
    "   lead",
    "trail   ",
    "tab\there\t\t",
    "中文 and 日本語 and 한국어",
    "e\u0301 caf\u00e9 n\u0303",
    "\u212b \ufb01",
    "😀👍🏽👩\u200d👩\u200d👧",
    "a\u00a0b\u2003c",
    " \n \n x",
    "!?!?...\n\n(((",
    "١٢٣ ½ ²",
    "हिन्दी עברית ไทย",
]
LETTERS = list("aeiou tnrs  \n\r\t.,!?'\"-_()0123456789éüßÅ中日語한हिע😀e\u0301\u00a0\u2003\u200b|<>")


def main() -> None:
    """Train, tokenize, write."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=420, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    vocab, merges = model["vocab"], [tuple(pair) for pair in model["merges"]]
    reference = Qwen2Tokenizer(vocab=vocab, merges=merges)
    rng = random.Random(0)
    texts = TEXTS + ["".join(rng.choices(LETTERS, k=rng.randint(1, 40))) for _ in range(150)]
    ids = [reference(text, add_special_tokens=False).input_ids for text in texts]
    golden = {
        "vocab": vocab,
        "merges": [" ".join(pair) for pair in merges],
        "texts": texts,
        "ids": ids,
        "decoded": [reference.decode(one) for one in ids],
    }
    path = Path(__file__).parent / "qwen2_tokenizer.json"
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
