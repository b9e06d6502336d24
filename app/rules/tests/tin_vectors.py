"""Writes tin_vectors.txt: tax numbers and what python-stdnum says of them.

    pip install python-stdnum==2.2
    python app/rules/tests/tin_vectors.py > app/rules/tests/tin_vectors.txt

Of each kind 1,500 numbers: a third are valid, a third a slip away from a valid one, a third any
digits at all. Each ends in + (the oracle accepts it) or - (it refuses it).
"""

import random

import stdnum
from stdnum.pl import nip
from stdnum.ua import edrpou, rntrc

PER_PART = 500
PER_LINE = 7


def digits(count):
    return "".join(random.choices("0123456789", k=count))


def with_second_pass():
    """Seven digits whose first weighted sum leaves 10 (one draw in eleven otherwise)."""
    while True:
        body = digits(7)
        weights = (7, 1, 2, 3, 4, 5, 6) if body[0] in "345" else range(1, 8)
        if sum(w * int(d) for w, d in zip(weights, body)) % 11 == 10:
            return body


def edrpou_body():
    return with_second_pass() if random.random() < 0.4 else digits(7)


def rntrc_body():
    return digits(9) if random.random() < 0.2 else f"{random.randint(1, 73049):05}{digits(4)}"


def nip_body():
    return digits(9) if random.random() < 0.2 else f"{random.randint(101, 998)}{digits(6)}"


def valid(oracle, body):
    while True:
        start = body()
        fitting = [start + last for last in "0123456789" if oracle.is_valid(start + last)]
        if fitting:
            return fitting[0]


def slip(number):
    """One digit changed, or two neighbours swapped."""
    at = random.randrange(len(number) - 1)
    if random.random() < 0.5:
        return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    at = random.choice((at, len(number) - 1))
    return number[:at] + random.choice("0123456789".replace(number[at], "")) + number[at + 1 :]


def numbers(oracle, body, edges):
    yield from edges
    for _ in range(PER_PART - len(edges)):
        yield valid(oracle, body)
    for _ in range(PER_PART):
        yield slip(valid(oracle, body))
    for _ in range(PER_PART):
        yield digits(len(edges[0]))


def write(name, oracle, body, edges):
    print(f"[{name}]")
    marked = [n + ("+" if oracle.is_valid(n) else "-") for n in numbers(oracle, body, edges)]
    for start in range(0, len(marked), PER_LINE):
        print(*marked[start : start + PER_LINE])


def main():
    random.seed(20261121)
    print(f"# python-stdnum {stdnum.__version__}; written by tin_vectors.py")
    write("edrpou", edrpou, edrpou_body, ["00000000", "20000090", "30000440", "60000004"])
    # The first and the last days that are accepted, and their neighbours outside.
    days = ("00000", "00001", "73049", "73050", "99999")
    write("rnokpp", rntrc, rntrc_body, [valid(rntrc, lambda d=d: d + digits(4)) for d in days])
    offices = ("000", "011", "100", "101", "110", "900", "999")
    write("nip", nip, nip_body, [valid(nip, lambda o=o: o + digits(6)) for o in offices])


main()
