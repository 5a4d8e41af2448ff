"""The page about privacy: every attack with its numbers, and commands that exist."""

import re
from dataclasses import replace

import click
import pytest

from aggregates.variants_audit import PROGRAMMES
from browser.command_line import cohort_browser
from browser.rendering import render
from layouts.page import Visit
from layouts.privacy import ATTACKS, COMMANDS, MEASURES, PrivacyFacts, privacy_page
from suppression.allele_summary import ALLELES
from suppression.summary import ATTACKS as AUDITED

FACTS = PrivacyFacts(
    policy="Policy of the tests",
    policy_source="The tests",
    threshold=20,
    protected_low=1,
    protected_high=18,
    width=20,
    crossing_floor=201,
    passed=True,
    figures={"families": 3, "cells": 120, "small_cells": 40},
    attacks={
        "linked_tables": {"attacked": 40, "narrowed": 0, "ends_lost": 0, "narrowest": 18},
        "rollup_difference": {"attacked": 7, "narrowed": 0, "ends_lost": 2, "narrowest": 18},
        "growth": {"attacked": 0, "narrowed": 0, "ends_lost": 0, "narrowest": 0},
    },
    release="clinic-2025",
)


def shown(visit: Visit, facts: PrivacyFacts = FACTS) -> str:
    return render(privacy_page(facts, visit).live)


def rows(body: str) -> dict[str, list[str]]:
    found = re.findall(r'<th [^>]*scope="row"[^>]*>(.*?)</th>((?:<td.*?</td>)+)', body)
    return {name: re.findall(r"<td.*?>(.*?)</td>", cells) for name, cells in found}


def test_each_attack_stands_with_its_four_numbers_and_what_it_tries(visit: Visit) -> None:
    body, text = shown(visit), visit.text
    assert rows(body)[text("privacy.attack.linked_tables")] == ["40", "0", "0", "18"]
    assert rows(body)[text("privacy.attack.rollup_difference")] == ["7", "0", "2", "18"]
    assert text("privacy.attack_tries.rollup_difference") in body
    for name in MEASURES:
        assert f">{text(f'privacy.measure.{name}')}</th>" in body


def test_an_attack_that_had_nothing_to_attack_shows_no_numbers(visit: Visit) -> None:
    found = rows(shown(visit))[visit.text("privacy.attack.growth")]
    assert found == [visit.text("privacy.audit.nothing")]


def test_an_attack_that_a_release_does_not_name_is_not_shown(visit: Visit) -> None:
    assert visit.text("privacy.attack.complement") not in rows(shown(visit))


def test_the_columns_are_explained_by_the_policys_own_numbers(visit: Visit) -> None:
    stricter = shown(visit, replace(FACTS, protected_high=19))
    explained = visit.text(
        "privacy.measure_counts.ends_lost", threshold=20, low=1, high=19, different=19
    )
    assert explained in stricter


def test_a_release_that_did_not_pass_is_said_not_to_have(visit: Visit) -> None:
    assert visit.text("privacy.audit.failed") in shown(visit, replace(FACTS, passed=False))


def test_the_page_has_words_for_every_attack_of_the_audit() -> None:
    assert set(ATTACKS) == {*AUDITED, ALLELES, PROGRAMMES}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_commands_of_the_page_exist_and_take_a_release(name: str, visit: Visit) -> None:
    assert f"<code>cohort-browser {name} RELEASE</code>" in shown(visit)
    arguments = [
        one for one in cohort_browser.commands[name].params if isinstance(one, click.Argument)
    ]
    assert [one.name.removesuffix("s") for one in arguments if one.name] == ["release"]
