"""Tags, titles and names."""

import pytest

from contenthub.library import rules


@pytest.mark.parametrize(
    ("texts", "tags"),
    [
        (["连衣裙,夏季"], ["连衣裙", "夏季"]),
        (["连衣裙，夏季 ,, 夏季"], ["连衣裙", "夏季"]),
        (["a", "b，c"], ["a", "b", "c"]),
        (["  短袖\u202e  T恤\x00 "], ["短袖 T恤"]),
        ([""], []),
    ],
)
def test_tags_are_split_at_both_commas_and_tidy(texts: list[str], tags: list[str]):
    assert rules.split_tags(texts) == tags


def test_a_long_tag_is_wrong():
    assert rules.wrong_tags(["长" * 41])


def test_many_tags_are_wrong():
    assert rules.wrong_tags([str(number) for number in range(31)])


def test_thirty_tags_of_forty_characters_are_right():
    assert rules.wrong_tags([f"{number:040}" for number in range(30)]) is None


@pytest.mark.parametrize(
    ("file_name", "title"),
    [
        ("法式_连衣裙.jpg", "法式 连衣裙"),
        ("C:\\照片\\夏天.final.png", "夏天.final"),
        ("../../etc/passwd", "passwd"),
        ("", "未命名素材"),
        (".jpg", ".jpg"),
    ],
)
def test_a_title_is_the_stem_of_the_file_name(file_name: str, title: str):
    assert rules.title_of(file_name) == title
