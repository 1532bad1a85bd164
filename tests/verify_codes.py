#!/usr/bin/env python3
"""Pickup codes by a second program, from the rule alone, with nothing but Python's standard library.

verify_codes.py                                          checks docs/pickup-codes.json
verify_codes.py compute KEYHEX POINT DAY ORDER ISSUE     prints a code; DAY counts days since 2000-01-01,
                                                         more pairs of ORDER ISSUE may follow
verify_codes.py vectors                                  prints the vectors that docs/pickup-codes.json holds
"""

import hashlib
import hmac
import json
import pathlib
import sys

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "docs" / "pickup-codes.json"


def hkdf(secret, info, length=32):
    """HKDF-SHA256 (RFC 5869) without a salt."""
    extracted = hmac.digest(bytes(32), secret, hashlib.sha256)
    expanded, block, number = b"", b"", 1
    while len(expanded) < length:
        block = hmac.digest(extracted, block + info + bytes([number]), hashlib.sha256)
        expanded, number = expanded + block, number + 1
    return expanded[:length]


def pickup_code(key_hex, point, day, order, issue):
    key = bytes.fromhex(key_hex)
    assert len(key) == 32 and 100000 <= point <= 999999 and 0 <= day <= 99999
    assert 1 <= order <= 999999 and 0 <= issue <= 9
    day_key = hkdf(key, b"ziti/day/%05d" % day)
    head = f"1{point:06}{day:05}{order:06}{issue}"
    seal = int.from_bytes(hmac.digest(day_key, head.encode("ascii"), hashlib.sha256)[:8], "big")
    body = f"{head}{seal:020}"
    code = f"{body}{98 - int(body) * 100 % 97:02}"
    # ISO 7064 MOD 97-10: the whole number leaves 1.
    assert len(code) == 41 and int(code) % 97 == 1
    return code


def vectors():
    """Edge days, first and last orders, every issue, several keys."""
    keys = [
        "00" * 32,
        "ff" * 32,
        bytes(range(32)).hex(),
        hashlib.sha256(b"ziti vector key 1").hexdigest(),
        hashlib.sha256(b"ziti vector key 2").hexdigest(),
    ]
    places = [
        (100000, 0, 1), (100001, 1, 2), (100001, 9669, 17), (310001, 9669, 999999), (999999, 99999, 999999),
        (100000, 99999, 1), (999999, 0, 999999), (123456, 9999, 10), (654321, 10000, 99999), (500000, 36524, 100000),
    ]
    listed = []
    for at in range(30):
        point, day, order = places[at % len(places)]
        key = keys[(at + at // len(places)) % len(keys)]
        issue = (at + 3 * (at // len(places))) % 10
        listed.append({
            "point_key_hex": key, "point": f"{point:06}", "day": day, "order": order, "issue": issue,
            "code": pickup_code(key, point, day, order, issue),
        })
    return listed


def main(arguments):
    if not arguments:
        listed = json.loads(VECTORS.read_text(encoding="utf-8"))
        wrong = [
            vector for vector in listed
            if pickup_code(vector["point_key_hex"], int(vector["point"]), vector["day"], vector["order"], vector["issue"])
            != vector["code"]
        ]
        for vector in wrong:
            print(f"wrong: {vector}", file=sys.stderr)
        print(f"{len(listed)} codes, {len(wrong)} wrong")
        return 1 if wrong or not listed else 0
    if arguments[0] == "compute" and len(arguments) >= 6 and len(arguments) % 2 == 0:
        point, day, *pairs = map(int, arguments[2:])
        for order, issue in zip(pairs[::2], pairs[1::2]):
            print(pickup_code(arguments[1], point, day, order, issue))
        return 0
    if arguments == ["vectors"]:
        lines = ",\n".join("  " + json.dumps(vector) for vector in vectors())
        print(f"[\n{lines}\n]")
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
