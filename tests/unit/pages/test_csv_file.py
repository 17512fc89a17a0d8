"""A table as a file: read back as it was, and run by no spreadsheet."""

import csv
import io

import pytest

from closecall.pages.csv_file import csv_file


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


def test_what_is_written_is_read_back() -> None:
    rows: list[list[str | int]] = [["Tŷ Celyn, “lot 2”", 'said "no"', 12], ["two\nlines", "", 0]]
    data = csv_file(["a", "b", "c"], rows)
    assert read(data) == [
        ["a", "b", "c"],
        ["Tŷ Celyn, “lot 2”", 'said "no"', "12"],
        ["two\nlines", "", "0"],
    ]
    assert data.startswith(b'"a","b","c"\r\n')
    assert data.endswith(b"\r\n")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u200b=cmd|'/c calc'!A0",
        "\ufeff@x",
        "＝1",  # noqa: RUF001
        "＋1",  # noqa: RUF001
        "－1",  # noqa: RUF001
        "＠x",  # noqa: RUF001
    ],
)
def test_no_text_is_a_formula(text: str) -> None:
    ((_,), (cell,)) = read(csv_file(["a"], [[text]]))
    assert cell == f"'{text}"


def test_an_ordinary_text_and_a_negative_number_stay_as_they_are() -> None:
    assert read(csv_file(["a", "b"], [["St. John’s = home", -3]]))[1] == ["St. John’s = home", "-3"]


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="a row has 1 cells"):
        csv_file(["a", "b"], [["x"]])
