"""What else may be typed into an exercise, whichever it is: the bodies of functions, by name."""

import re

BODIES = {
    "raises": "raise ValueError('my own error')",
    "none": "pass",
    "text": "return 'seven'",
    "list": "return [1, [2, 3]]",
    "dictionary": "return {}",
    "object": "return object()",
    "function": "return lambda x: x",
    "nan": "return float('nan')",
    "infinite": "return np.full((2, 3), np.inf)",
    "huge": "return 10**400",
    "empty": "return np.array([])",
    "deep": "return np.zeros((2, 2, 2, 2))",
    "complex": "return 1j",
    "tuple": "return (1, 2, 3, 4, 5, 6, 7)",
    "generator": "return (i for i in range(3))",
    "class": "return int",
    "exit": "raise SystemExit",
    "assertion": "assert False",
    "recursion": "def again(x): return again(x)\n    return again(1)",
}
ENDLESS = "while True:\n        pass"


def answer(cell, body: str) -> str:
    """The code of an exercise's function with another body."""
    return re.search(r"^def .+:$", cell.source, re.M).group() + f"\n    {body}\n"
