"""Texts and header values that were made to do harm."""

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
