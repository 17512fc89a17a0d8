"""What the scan looks for and what it does not, in words: the reference page says the same."""

from dataclasses import dataclass
from typing import Final

from closecall.privacy.kinds import Kind


@dataclass(frozen=True, slots=True)
class Family:
    """The spellings of one kind."""

    kind: Kind
    title: str
    """The kind as a heading."""
    found: tuple[str, ...]
    """What is found, each in a few words."""
    not_found: tuple[str, ...]
    """What is not looked for."""


FAMILIES: Final = (
    Family(
        Kind.NHS_NUMBER,
        "NHS numbers",
        (
            (
                "ten digits whose last is the right check digit, in a row, or in groups"
                " of three, three and four with any signs between them"
            ),
            ("the same in other groups, or each digit apart, with no other digits beside them"),
            "split over two lines or over two neighbouring fields",
            "straight after a label, such as `nhs` or `no`",
        ),
        (
            "ten digits whose check digit is wrong, or that are all the same or count up or down",
            ("a number split over three fields or more, or with other words between its parts"),
            "groups that are set as thousands, as a release of a program, a year or a date",
        ),
    ),
    Family(
        Kind.POSTCODE,
        "Postcodes",
        (
            (
                "whole postcodes of every area of the United Kingdom, the Crown"
                " dependencies and the forces, in capitals or small letters, with or"
                " without a sign or a line end between the halves"
            ),
            "each letter and digit apart",
            "O for nought, I or l for one, in capitals",
        ),
        (
            "the first half alone",
            "overseas territories; postcodes of other countries",
        ),
    ),
    Family(
        Kind.TELEPHONE,
        "Telephone numbers",
        (
            (
                "British numbers of eleven digits from 0, in any groups, with brackets,"
                " dots, hyphens, slashes or line ends"
            ),
            ("British numbers of ten digits from 0, in the groups that they are written in"),
            "the same from +44, 0044 or 44, with or without (0)",
            "numbers of other countries from +, and from 00 those of the countries rung most",
            "six digits or more after a word such as telephone, mobile or call",
        ),
        (
            ("local numbers and numbers without their 0, where no such word stands before them"),
            "short numbers such as those of the emergency services; extensions alone",
        ),
    ),
    Family(
        Kind.NATIONAL_INSURANCE,
        "National Insurance numbers",
        (
            (
                "two letters that may begin one, six digits and a letter from A to D:"
                " together, in pairs or each apart"
            ),
            "the prefix QQ, which is in every example and given to nobody",
            "without the last letter after the words National Insurance, NI or NINO",
        ),
        (
            "temporary numbers",
            "small letters after a short word, as in “on” and a date",
        ),
    ),
    Family(
        Kind.EMAIL,
        "E-mail addresses",
        (
            ("any name, @ and a domain with a dot, also with spaces or a line end after the @"),
            "at and dot in words or in brackets of any kind; hyphens for spaces",
            "a name, the word at and a domain with a common ending",
        ),
        (
            "an @ without a domain that has a dot, such as the names of social media",
            "a domain in another field than the @",
            ("words such as see or found before at and a domain: that is an address of the web"),
        ),
    ),
    Family(
        Kind.BIRTH_DATE,
        "Dates of birth",
        (
            (
                "a date, a month or a year straight after born, DOB, date of birth,"
                " birthday and the like, in digits or with the month in words"
            ),
            (
                "a date of 1890 to 2012 within about 60 characters after such a word, or"
                " 30 before it"
            ),
            "the year in words; b. or (b before such a date",
        ),
        (
            "ages, in years or otherwise",
            (
                "a date with no such word near it; a day without a year that is not"
                " straight after it"
            ),
            "a date from 2013 on with other words between",
        ),
    ),
    Family(
        Kind.TITLED_NAME,
        "Names after a title",
        (
            ("Mr, Mrs, Mx, Mister, Missus or Messrs and a name, in capitals or small letters"),
            (
                "Ms, Miss, Dr, Prof, Rev, Fr, Cllr and a name with a capital; Doctor,"
                " Professor, Reverend, Councillor, Sir, Dame, Lady, Lord, Madam, Sister,"
                " Nurse, Matron, Midwife, Father, Pastor, Rabbi, Imam, Sergeant likewise"
            ),
            (
                "initials and words such as de or van between; hyphens, apostrophes,"
                " accents and other alphabets in the name; the name in the next field"
            ),
            ("run together, as `mrs-` and a name in the name of a file; the surname first"),
            "each of the short titles with one capital letter, but Miss A",
        ),
        (
            ("names without a title, and initials alone: put those of people in the deny list"),
            (
                "titles after which a role or a thing follows, such as nurse in charge or"
                " sister home"
            ),
            "Nurse, Sister and the like with a name in small letters",
            "other titles and words for family",
        ),
    ),
    Family(
        Kind.ROOM,
        "Rooms and doors",
        (
            (
                "room, rm, bedroom, flat, apartment, suite, studio, bungalow, cottage,"
                " chalet, lodge, maisonette, cubicle, door or bed with a number, in digits or"
                " words, with or without no. or number; room, flat or bedroom with a capital and a"
                " number"
            ),
            (
                "a number before the name of a street, road, avenue and the like, with capitals; in"
                " small letters of the commonest"
            ),
            "house number; lives at and a number",
        ),
        (
            "units, floors, wings, wards and bays",
            (
                "rooms that are nobody's, such as meeting room or clinic room, and doors"
                " such as fire door, with a number"
            ),
            "Roman numerals; the name of a room or house without a number",
        ),
    ),
    Family(
        Kind.SECRET,
        "Secrets",
        (
            (
                "private keys; tokens of Atlassian, AWS, Azure, Docker, GitHub, GitLab, Google,"
                " npm, OpenAI, PyPI, SendGrid, Shopify, Slack, Square, Stripe and Twilio;"
                " JSON web tokens; Bearer and Basic; a password in an address"
            ),
            "a value after password, passcode, PIN, secret, token, Wi-Fi key or API key",
            "a number after key safe, door code, alarm code, one-time code and the like",
        ),
        (
            "passwords of common words in a sentence",
            "codes of three digits; other tokens",
        ),
    ),
    Family(
        Kind.DENIED,
        "The provider's own list",
        (
            (
                "each word or name of the list as whole words, whatever their capitals,"
                " accents, signs and spaces between"
            ),
            "what fits one of its patterns",
        ),
        ("parts of words; misspelt words; nicknames that are not on the list",),
    ),
)
"""Every kind, in order."""

WRITTEN_IN: Final = (
    "full-width, circled and mathematical characters, and the digits of every script",
    (
        "letters of Greek and Cyrillic that look like ours; O, o, I, l, S, B and Z in"
        " place of digits"
    ),
    ("no-break, thin and other spaces; dashes of every length; characters that cannot be seen"),
    ("UTF-8, UTF-16, UTF-32 and the older encoding of Windows; bytes that are none of these"),
    "number words, three or more in a row, also double, treble and hundred",
    ("codes of web pages, of addresses (%) and of YAML, also codes of codes; tags of web pages"),
    "base 64, at least three groups of four letters of it",
)
"""Other spellings that are read for every kind."""

NOT_READ: Final = (
    "pictures, and text inside compressed or encrypted data",
    ("other encodings, such as UTF-7, quoted-printable, hexadecimal or Morse; text read backwards"),
    ("number words of other languages; letters spaced out, but in postcodes and NI numbers"),
    ("what takes knowledge of the home to tell: one person on a small unit, a rare illness, a day"),
)
"""What is read for none."""

LET_THROUGH: Final = (
    (
        "ids of records, days, times, periods, versions, references of regulations,"
        " policies and logs"
    ),
    ("locations of the regulator (1- and ten digits) in their own field or after its name"),
    "ODS codes in their own field",
    ("commits and other digests, and any number with a letter or digit straight beside it"),
    "counts, totals, rates and lists of counts",
    "months and days of the week; roles without a name",
)
"""What may look like one of these and is not held back."""
