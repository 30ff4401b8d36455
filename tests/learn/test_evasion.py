"""Attacks: seeded, readable, and drawn from tables that measuring and training do not share."""

from __future__ import annotations

import pytest

from debtad.learn.attack_tables import SIDES, attack_tables
from debtad.learn.evasion import ATTACKS, STRENGTHS, attack
from tests.support import AD

CALM = "今天和家人吃火锅，味道不错"


def test_there_are_some_fifteen_attacks() -> None:
    assert len(ATTACKS) >= 15
    assert {"homophone", "lookalike", "split", "invisible", "emoji", "punctuation", "spaces"} <= set(ATTACKS)
    assert {"keycap", "circled", "fullwidth", "traditional", "initials", "mixed_pinyin"} <= set(ATTACKS)
    assert {"masked_brand", "synonyms", "reorder", "codewords"} <= set(ATTACKS)


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("tables", SIDES)
def test_an_attack_changes_an_ad_and_is_repeatable(name: str, tables: str) -> None:
    text = AD + "，花呗借呗信用卡都谈，加微信，服务费8%"
    changed = {strength: attack(text, name, strength, 7, tables) for strength in STRENGTHS}
    assert changed[3] != text
    assert changed == {strength: attack(text, name, strength, 7, tables) for strength in STRENGTHS}


@pytest.mark.parametrize("name", ["homophone", "lookalike", "punctuation", "emoji", "synonyms", "mixed_pinyin"])
def test_other_seeds_and_the_other_side_give_other_texts(name: str) -> None:
    text = "停息挂账，征信修复，债务优化，法务团队，网贷逾期，私信我"
    drawn = {attack(text, name, 2, seed) for seed in range(8)}
    assert len(drawn) > 4
    assert drawn.isdisjoint(attack(text, name, 2, seed, "train") for seed in range(8))


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("keycap", "5\ufe0f\u20e30\ufe0f\u20e30\ufe0f\u20e3"),
        ("circled", "⑤⓪⓪"),
        ("fullwidth", "５００"),
        ("initials", "txgz"),
        ("stutter", "停停息息挂挂账账"),
        ("reorder", "挂账停息"),
    ],
)
def test_what_attacks_look_like(name: str, shows: str) -> None:
    assert shows in attack("停息挂账先付500", name, 3, 1)


@pytest.mark.parametrize("name", ["homophone", "lookalike"])
def test_one_character_of_a_short_term_stays_readable(name: str) -> None:
    for seed in range(5):
        changed = attack("债务", name, 3, seed)
        assert len(changed) == 2
        assert ("债" in changed) != ("务" in changed)


def test_strength_is_how_many_terms_are_touched() -> None:
    text = "，".join(["征信", "债务", "网贷", "法务", "逾期", "催收"])
    touched = [sum(a != b for a, b in zip(attack(text, "lookalike", s, 3), text, strict=True)) for s in STRENGTHS]
    assert touched == [2, 4, 6]


@pytest.mark.parametrize("name", [name for name in ATTACKS if name not in ("traditional", "reorder", "invisible")])
def test_a_text_without_the_trade_is_left_alone(name: str) -> None:
    assert attack(CALM, name, 3, 0) == CALM


@pytest.mark.parametrize("field", ["homophones", "lookalikes", "brands", "synonyms", "codewords"])
def test_the_two_sides_share_no_substitute(field: str) -> None:
    one, other = (getattr(attack_tables(side), field) for side in SIDES)
    for key in one:
        assert set(one[key]).isdisjoint(other.get(key, ())), key
        assert key not in one[key], key


def test_the_two_sides_share_no_piece_mark_or_shape() -> None:
    one, other = (attack_tables(side) for side in SIDES)
    assert set(one.parts).isdisjoint(other.parts)
    assert set(one.traditional).isdisjoint(other.traditional)
    for field in ("punctuation", "emoji", "spaces", "invisible", "circled", "wide"):
        assert set(getattr(one, field)).isdisjoint(getattr(other, field)), field
    assert one.keycap != other.keycap


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("停息", "magic", 1, 0), "no attack 'magic'"),
        (("停息", "emoji", 4, 0), "no strength 4"),
        (("停息", "emoji", 1, 0, "test"), "no attack tables 'test'"),
    ],
)
def test_unknown_names_are_refused(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        attack(*arguments)
