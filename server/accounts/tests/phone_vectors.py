"""Writes phone_vectors.txt: 5,000 phone numbers and what libphonenumber's port to Python says of them.

    pip install phonenumbers==9.0.42
    python server/accounts/tests/phone_vectors.py > server/accounts/tests/phone_vectors.txt

The metadata is that of rlibphonenumber 2.2.15, 9.0.42; its next version wants another phonenumbers here. Of each country
20 numbers, of Ukraine and Poland more: given away and not, national and with a plus sign, too short and too long. A line
begins with the country and its calling code. A number ends in a letter: v (valid), p (possible), l (possible within its
town alone), i (impossible); of the first two follows E.164, as = and the count of leading digits that are not part of
it, with a national number's calling code understood, or whole.
"""

import random
import re

import phonenumbers as lib
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType, ValidationResult

PER_COUNTRY = 20
ALL = 5_000
HOME = ("PL", "UA")
# No countries by ISO 3166: Ascension Island and Tristan da Cunha.
NOT_IN_OUR_LIST = {"AC", "TA"}
TYPES = [getattr(PhoneNumberType, name) for name in ("FIXED_LINE", "MOBILE", "TOLL_FREE", "VOIP", "UAN", "PREMIUM_RATE")]


def digits(count):
    return "".join(random.choices("0123456789", k=count))


def national(country):
    """A significant number near one that is given away: some of its last digits are any."""
    examples = [lib.example_number_for_type(country, kind) for kind in TYPES]
    number = lib.national_significant_number(random.choice([example for example in examples if example]))
    changed = random.randint(1, max(len(number) - 2, 1))
    return number[:-changed] + digits(changed)


def e164(country, significant):
    return f"+{lib.country_code_for_region(country)}{significant}"


def as_written(country, significant, form):
    """As people there write it, without blanks; or the digits with what is dialled before them."""
    number = lib.PhoneNumber(
        country_code=lib.country_code_for_region(country),
        national_number=int(significant),
        italian_leading_zero=significant.startswith("0") or None,
        number_of_leading_zeros=len(significant) - len(significant.lstrip("0")) or None,
    )
    return re.sub(r"[^-+()./0-9]", "", lib.format_number(number, form))


def of_length(country, among):
    """Any digits, of one of these lengths if there is one that the form takes: it refuses three digits by itself."""
    general = lib.PhoneMetadata.metadata_for_region(country).general_desc
    lengths = among(general) if max(among(general), default=0) > 3 else general.possible_length
    return digits(random.choice([length for length in lengths if length > 3]))


def one(country, turn):
    possible = of_length(country, lambda general: general.possible_length)
    local = of_length(country, lambda general: general.possible_length_local_only)
    wrong = digits(random.choice([4, 5, 6, 13, 14, 15]))
    significant = national(country)
    prefix = lib.ndd_prefix_for_region(country, True) or ""
    return [
        as_written(country, significant, PhoneNumberFormat.NATIONAL),
        prefix + significant,
        e164(country, significant),
        as_written(country, significant, PhoneNumberFormat.INTERNATIONAL),
        possible,
        prefix + possible,
        e164(country, possible),
        local,
        wrong,
        e164(country, wrong),
    ][turn % 10]


def verdict(typed, country):
    try:
        number = lib.parse(typed, country)
    except NumberParseException:
        return "i"
    reason = lib.is_possible_number_with_reason(number)
    if lib.is_valid_number(number):
        return "v" + read_as(typed, country, number)
    if reason == ValidationResult.IS_POSSIBLE:
        return "p" + read_as(typed, country, number)
    return "l" if reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY else "i"


def read_as(typed, country, number):
    whole = lib.format_number(number, PhoneNumberFormat.E164)
    code = "" if typed.startswith("+") else str(lib.country_code_for_region(country))
    plain = re.sub(r"\D", "", typed)
    cut = next((cut for cut in range(4) if f"+{code}{plain[cut:]}" == whole), None)
    return whole if cut is None else f"={cut}"


def main():
    random.seed(15)
    countries = sorted(lib.SUPPORTED_REGIONS - NOT_IN_OUR_LIST)
    counts = {country: PER_COUNTRY for country in countries}
    spare = ALL - PER_COUNTRY * len(countries)
    for country in HOME:
        counts[country] += spare // len(HOME)
    for country in countries:
        numbers = [one(country, turn) for turn in range(counts[country])]
        told = (number + verdict(number, country) for number in numbers)
        print(country, lib.country_code_for_region(country), *told)


main()
