"""Texts, header values and JSON values that were made to do harm."""

import json

from hypothesis import strategies as st

HOSTILE_TEXTS = [
    "\0",
    "a\0b",
    "\ud800",
    "\udfff\ud800",
    "ok\ud83d",
    "\U0001f3b5",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "a" + "\u0301" * 60,
    "\u202egnos a\u202c",
    "שיר על הגשם",
    "\ufeffbom",
    "\ufffe\uffff",
    "\u2028\u2029\x85\x0b",
    "\x1b[31m\x07\x08\x7f",
    "'; DROP TABLE tasks; --",
    "{{7*7}}${7*7}<script>alert(1)</script>",
    "%s%n%x%d{0}{}",
    "../../../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "ﷺ" * 200,
    "ı" * 500,
    "٣",
    "𝕊𝕠𝕟𝕘",
    " \t\n ",
]

DIGITS = b"9" * 5000

HEADER_VALUES = [
    *(
        b"",
        b" ",
        b"\0",
        b"a\0b",
        b"\xff\xfe",
        b"\xe9",
        "🎵".encode(),
        b"\x7f\x1b",
        b"a\r\nb: c",
        b",",
        b";",
        b"=",
        b'"',
        b"\\",
    ),
    *(b"*", b"null", b"None", b"-1", b"0", b"1e400", b"NaN", DIGITS, b"a" * 60_000, b"," * 60_000, b'"' * 60_000),
    *(b"%00", b"%ED%A0%80", b"../../..", b"${jndi:ldap://x}", b"<script>", b"' OR 1=1 --"),
]
binary_values = st.sampled_from(HEADER_VALUES) | st.binary(max_size=40)

NUMBERS = [
    *("0", "-0", "-0.0", "1", "1.5", "-1", "1e400", "-1e400", "1e308", "-1e308", "5e-324", "1e-400", "1E+2", "0.1e1"),
    *("9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616"),
    *("1" + "0" * 400, "-1" + "0" * 400, "9" * 4300, "9" * 4301, "9" * 5000, "1" + "0" * 5000, "0." + "3" * 5000),
    *(
        "1e999999999",
        "1e-999999999",
        "NaN",
        "Infinity",
        "-Infinity",
        "nan",
        "00",
        "01",
        "+1",
        ".5",
        "1.",
        "0x10",
        "1_000",
    ),
]
OTHERS = [
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "[[]]",
    '[""]',
    '{"a": {}}',
    "[null]",
    '{"": ""}',
    "",
    "undefined",
    "'a'",
]
STRINGS = ['"inf"', '"nan"', '"-Infinity"', '"1e400"', '"' + "9" * 5000 + '"', '"0.5"', '"true"', '"1/0"', '"4/4/4"']
ESCAPES = [
    r'"\ud800"',
    r'"\udc00\ud800"',
    r'"\u0000"',
    r'"\ud83d\ude00"',
    r'"\uD83D"',
    r'"\u12"',
    r'"\x00"',
    '"\t"',
    '"\0"',
]
VALUES = [*NUMBERS, *OTHERS, *STRINGS, *ESCAPES, *map(json.dumps, HOSTILE_TEXTS)]

json_texts = st.sampled_from(HOSTILE_TEXTS) | st.text(st.characters(exclude_categories=()), max_size=20)
json_values = st.recursive(
    st.sampled_from(VALUES) | json_texts.map(json.dumps) | st.integers().map(str) | st.floats().map(json.dumps),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: f"[{','.join(parts)}]")
        | st.lists(st.tuples(json_texts.map(json.dumps), inner), max_size=3).map(
            lambda pairs: "{" + ",".join(f"{name}:{value}" for name, value in pairs) + "}"
        )
    ),
    max_leaves=6,
)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "latin-1"])
