from vidsync.tts.engines.neural.durations import Letter, place_phones


def test_marks_belong_to_the_sounds_around_them() -> None:
    letters = [Letter(sign, 0) for sign in "hˈAː"]
    first, second = place_phones(letters, [4, 1, 1, 2, 1, 3], unit=0.25)
    assert (first.ipa, first.start, first.end) == ("h", 0.5, 0.75)
    assert (second.ipa, second.start, second.end) == ("ˈeɪː", 0.75, 1.75)


def test_a_space_is_shared_and_punctuation_is_a_pause() -> None:
    letters = [Letter(sign, token) for sign, token in (("a", 0), (" ", 0), ("b", 1), (",", 1))]
    letters += [Letter(" ", 1), Letter("d", 2)]
    one, two, three = place_phones(letters, [2, 1, 4, 1, 4, 1, 2, 3], unit=0.1)
    assert one.end == two.start == 0.2
    assert (round(two.end, 6), round(three.start, 6)) == (0.6, 1.1)
