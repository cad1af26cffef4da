"""The letters that stand for bytes in byte-level BPE, GPT-2's, which CLIP's and Qwen2's tokenizers share."""


def byte_letters() -> dict[int, str]:
    """Byte -> letter, in the vocabularies' order: bytes that print are themselves and come first."""
    printed = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in printed]
    return {byte: chr(byte) for byte in printed} | {byte: chr(256 + i) for i, byte in enumerate(others)}
