"""The signal catalog: what it must hold, and how it refuses what it cannot read."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtad.errors import CatalogError
from debtad.signals.catalog import GROUPS, WEIGHTS, Signal, expand, load_catalog, load_macros
from debtad.signals.compiled import from_dict, load_compiled
from debtad.verdict import FACTS, SUBTYPES
from tests.support import SOUND, write_catalog


@pytest.fixture(scope="module")
def catalog() -> tuple[Signal, ...]:
    return load_catalog()


def test_the_shipped_catalog_holds_some_seventy_signals_with_distinct_ids(catalog: tuple[Signal, ...]) -> None:
    assert len(catalog) >= 70
    assert len({signal.id for signal in catalog}) == len(catalog)


def test_every_group_weight_and_core_fact_has_a_signal(catalog: tuple[Signal, ...]) -> None:
    assert {signal.group for signal in catalog} == set(GROUPS)
    assert {signal.weight for signal in catalog} == set(WEIGHTS)
    assert {signal.fact for signal in catalog if signal.fact} == set(FACTS)


def test_the_signals_of_the_reporting_are_there(catalog: tuple[Signal, ...]) -> None:
    wanted = {
        *("upfront_fee", "nonrefundable_deposit", "percent_of_total_debt", "stop_interest_promise"),
        *("long_deferral_no_payment", "free_consultation_lure", "no_second_charge_claim", "sim_card_handover"),
        *("fake_lawyer_or_legal_team", "insider_channel", "celebrity_endorsement", "mass_success_number"),
        *("fake_hardship_documents", "malicious_complaint", "stop_paying_advice", "agent_recruitment"),
        *("fear_lawsuit_blast", "id_docs_handover", "question_or_help", "verified_institution_notice"),
    }
    assert wanted <= {signal.id for signal in catalog}


def test_every_signal_explains_itself_in_both_languages(catalog: tuple[Signal, ...]) -> None:
    for signal in catalog:
        for words in (signal.title, signal.why):
            assert words["zh"].strip(), signal.id
            assert words["en"].strip(), signal.id
            assert words["en"].isascii() or any(c in words["en"] for c in "“”’–—…"), signal.id


def test_examples_are_not_copies_of_one_another(catalog: tuple[Signal, ...]) -> None:
    for signal in catalog:
        texts = [*signal.hits, *signal.misses]
        assert len(texts) == len(set(texts)), signal.id


def test_only_protective_signals_are_counter_signals(catalog: tuple[Signal, ...]) -> None:
    assert all(signal.counter == (signal.group == "counter") for signal in catalog)


def test_subtypes_are_known(catalog: tuple[Signal, ...]) -> None:
    assert all(signal.subtype in (None, *SUBTYPES) for signal in catalog)


def test_macros_expand_into_patterns(tmp_path: Path) -> None:
    (signal,) = load_catalog(write_catalog(tmp_path))
    assert signal.patterns == ("先交[0-9]{2,4}",)
    assert signal.id == "pay_first"
    assert not signal.counter


def test_a_gap_stays_within_its_sentence() -> None:
    assert expand("先<G8>交", {}) == "先[^。!?\\n]{0,8}交"


def test_macros_may_use_those_above_them() -> None:
    macros = load_macros()
    assert macros["SUM"] in macros["MONEY"]
    assert "<" not in "".join(macros.values()).replace("(?<", "")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<SUM>", "<PRICE>", "unknown macro <PRICE>"),
        ('group = "fee"', 'group = "money"', "fee.toml: signal pay_first: group is 'money'"),
        ('weight = "strong"', 'weight = "heavy"', "weight is 'heavy'"),
        ('weight = "strong"', 'weight = "strong"\nfact = "bribe"', "fact is 'bribe'"),
        ('weight = "strong"', 'weight = "strong"\nsubtype = "x"', "subtype is 'x'"),
        ('weight = "strong"', 'weight = "strong"\ncolour = "red"', "unknown field 'colour'"),
        ('en = "Pay first"', 'fr = "Payer"', "title needs both zh and en"),
        ("patterns = ['先交<SUM>']", "patterns = []", "needs patterns or edits"),
        ("patterns = ['先交<SUM>']", "patterns = [7]", "patterns should be a list of strings"),
        ('misses = ["后交500", "先交谈", "不收钱", "免费"]', 'misses = "免费"', "misses should be a list of strings"),
        ('group = "fee"', "group = ", "fee.toml: cannot be read as TOML"),
        ("[pay_first]", 'pay_first = "x"\n[other]', "signal pay_first: should be a table"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in SOUND
    with pytest.raises(CatalogError, match=r"pay_first|TOML|macro") as raised:
        load_catalog(write_catalog(tmp_path, SOUND.replace(old, new, 1)))
    assert message in str(raised.value)


def test_an_id_in_two_files_is_refused(tmp_path: Path) -> None:
    write_catalog(tmp_path)
    (tmp_path / "other.toml").write_text(SOUND, encoding="utf-8")
    with pytest.raises(CatalogError, match=r"other\.toml: signal pay_first is defined twice"):
        load_catalog(tmp_path)


def test_a_folder_without_signals_is_refused(tmp_path: Path) -> None:
    (tmp_path / "_macros.toml").write_text("", encoding="utf-8")
    with pytest.raises(CatalogError, match="no signals in"):
        load_catalog(tmp_path)


def test_a_missing_folder_is_a_catalog_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogError):
        load_catalog(tmp_path / "nowhere")


def test_a_compiled_catalog_survives_the_way_through_a_model_file() -> None:
    compiled = load_compiled()
    assert from_dict(compiled.to_dict()) == compiled
    assert {signal.id: signal.fact for signal in compiled.signals}["upfront_fee"] == "upfront_fee"


def test_compiling_names_the_signal_whose_pattern_has_no_fixed_string(tmp_path: Path) -> None:
    text = SOUND.replace("先交<SUM>", "[^a]+")
    with pytest.raises(CatalogError, match=r"signal pay_first: .*can match without any fixed string"):
        load_compiled(write_catalog(tmp_path, text))
