"""What is read from a list written in a hurry, and what is never guessed."""

from datetime import time

import pytest

from portal.points.rules.offline import Noted, noted_lines

pytestmark = pytest.mark.no_database

NUMBER = "74439259"
PARTED = f"{NUMBER[:4]} {NUMBER[4:]}"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("\n  \n", []),
        (NUMBER, [Noted(NUMBER, NUMBER)]),
        (f"{PARTED} 14:30\n", [Noted(f"{PARTED} 14:30", NUMBER, time(14, 30))]),
        (f"{NUMBER[:4]}-{NUMBER[4:]} 9:05", [Noted(f"{NUMBER[:4]}-{NUMBER[4:]} 9:05", NUMBER, time(9, 5))]),
        (f"{NUMBER} 25:00", [Noted(f"{NUMBER} 25:00", None)]),
        ("2222 2223", [Noted("2222 2223", None)]),
        ("王阿姨的那张券", [Noted("王阿姨的那张券", None)]),
        ("１２" * 40, [Noted("12" * 12, None)]),
    ],
)
def test_a_list_is_read_line_by_line(text, lines):
    assert noted_lines(text) == lines


def test_full_width_digits_are_digits():
    wide = NUMBER.translate({ord(str(n)): ord("０") + n for n in range(10)})

    assert noted_lines(wide) == [Noted(NUMBER, NUMBER)]
