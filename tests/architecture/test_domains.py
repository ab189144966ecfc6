# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Each domain keeps the promises that everything else relies on."""

import tomllib
from pathlib import Path

import pytest

from stadtkern.kernel.domain import Domain
from stadtkern.settings.declared import declared_domains

DOMAINS = Path(__file__).resolve().parents[2] / "stadtkern" / "domains"
LINE_BUDGET = 1200
SCALE = {
    "bronze": {
        "declared", "recorded_payload", "readme", "stranger_permission", "accessible_page", "german_texts",
        "removes_cleanly",
    },
    "silver": {
        "age_and_outage_shown", "late_and_doubled_records", "retention", "query_budgets", "catalogue_entry",
        "alert_recipient",
    },
    "gold": {"conformance", "quality_flags_shown", "plain_language", "data_path_picture"},
}  # fmt: skip

each_domain = pytest.mark.parametrize("domain", declared_domains(), ids=lambda domain: domain.name)


def test_there_are_domains() -> None:
    assert declared_domains()


def test_a_folder_with_code_is_a_domain() -> None:
    folders = {path.parent.name for path in DOMAINS.glob("*/*.py")} - {DOMAINS.name}
    assert folders == {domain.name for domain in declared_domains()}


@each_domain
def test_a_domain_is_named_as_its_folder(domain: Domain) -> None:
    assert (DOMAINS / domain.name / "domain.py").exists()


@each_domain
def test_a_domain_has_its_readme_on_one_screen(domain: Domain) -> None:
    readme = (DOMAINS / domain.name / "README.md").read_text()
    assert 5 <= len(readme.splitlines()) <= 60


@each_domain
def test_a_domain_stays_within_its_line_budget(domain: Domain) -> None:
    files = [
        path
        for path in (DOMAINS / domain.name).rglob("*.py")
        if not {"tests", "migrations"} & set(path.relative_to(DOMAINS).parts)
    ]
    assert sum(len(path.read_text().splitlines()) for path in files) <= LINE_BUDGET


@each_domain
def test_each_source_has_a_licence_and_a_recorded_payload(domain: Domain) -> None:
    for source in domain.sources:
        assert source.licence.code
        assert source.licence.url.startswith("http")
        assert source.attribution
        recorded = DOMAINS / domain.name / "tests" / "payloads" / source.recorded
        assert recorded.is_file(), f"{source.key}: {recorded}"


@each_domain
def test_thresholds_layers_and_tiles_use_declared_quantities(domain: Domain) -> None:
    used = {threshold.quantity for threshold in domain.thresholds}
    used |= {layer.quantity for layer in domain.layers if layer.quantity}
    used |= {tile.quantity for tile in domain.tiles}
    assert used <= set(domain.quantities)


@each_domain
def test_every_threshold_names_its_legal_basis(domain: Domain) -> None:
    assert all(threshold.basis for threshold in domain.thresholds)


@each_domain
def test_the_quality_file_answers_every_question(domain: Domain) -> None:
    given = tomllib.loads((DOMAINS / domain.name / "quality.toml").read_text())
    assert {level: set(answers) for level, answers in given.items()} == SCALE
    for answers in given.values():
        for question, answer in answers.items():
            exempt = isinstance(answer, dict) and set(answer) == {"exempt"} and bool(answer["exempt"])
            assert answer in ("done", "open") or exempt, question


@each_domain
def test_a_domain_registers_itself_nowhere(domain: Domain) -> None:
    assert not (DOMAINS / domain.name / "apps.py").exists()
