"""Prints the pickles from which the fuzzer starts: python3 pickles.py > ../resources/pickles.txt"""

import base64
import collections
import datetime
import decimal
import enum
import pickle
import uuid


class Thing:
    def __init__(self):
        self.field = 1


class Colour(enum.Enum):
    RED = 1


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def shared():
    value = ["x"]
    for _ in range(8):
        value = [value, value]
    return value


def cycle():
    value = []
    value.append(value)
    return value


plain = {
    "none": (None,),
    "booleans": (True, False),
    "small-ints": (0, 1, -1, 127, 255, 256, 65535, 65536),
    "large-ints": (2**31, -2**31, 2**63, -2**63 - 1, 10**300),
    "floats": (1.5, -0.0, 1e308, float("nan"), float("inf"), float("-inf")),
    "texts": ("", "a", "caf\u00e9", "\U0001f600", "x" * 300),
    "list": [1, [2, [3, []]]],
    "many": list(range(2000)),
    "dict": {"a": 1, "b": {"c": [None]}},
    "tuples": ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)),
    "mixed": ([{"name": "x", "sizes": (1, 2)}], "x"),
    "kwargs": {"amount": 3, "text": "x", "flag": True},
    "bytes": (b"", b"abc", bytes(range(256))),
    "sets": ({1, 2}, frozenset({"a"}), set()),
    "repeated": ["same", "same", ("same",)],
}

refused = {
    "instance": Thing(),
    "class": Thing,
    "function": len,
    "enum": Colour.RED,
    "datetime": datetime.datetime(2026, 1, 2, 3, 4, 5),
    "decimal": decimal.Decimal("1.5"),
    "complex": 1 + 2j,
    "uuid": uuid.UUID(int=1),
    "ordered": collections.OrderedDict(a=1),
    "exception": ValueError("no"),
}

edge = {"keys": {1: "a", (2,): "b", None: "c", 1.5: "d"}, "shared": shared(), "deep": nested(300), "cycle": cycle()}


def show(kind, name, data):
    print(kind, name, base64.b64encode(data).decode("ascii"))


for protocol in range(6):
    # Python has written protocol 4 or a newer one by default since version 3.8; older ones are refused.
    for name, value in plain.items():
        show("plain" if protocol >= 4 else "refused", f"{name}-{protocol}", pickle.dumps(value, protocol))
    for name, value in refused.items():
        show("refused", f"{name}-{protocol}", pickle.dumps(value, protocol))
    for name, value in edge.items():
        show("edge", f"{name}-{protocol}", pickle.dumps(value, protocol))
