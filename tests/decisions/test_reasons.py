"""The reasons for a rejection."""

from review import reasons


def test_twenty_codes_stand_in_eight_groups_each_with_its_key():
    assert len(reasons.LABELS) == 20
    assert [group.number for group in reasons.GROUPS] == list(range(1, 9))


def test_a_code_given_twice_counts_once():
    assert reasons.checked(["duplicate", "duplicate"], "") == ["duplicate"]


def test_reasons_are_told_in_words_even_if_a_code_is_gone():
    assert reasons.words(["text_error", "from_long_ago"]) == "Words are wrong or gibberish; from_long_ago"
