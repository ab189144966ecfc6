# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Queries of others: they answer over the released tables, and there is no way out of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stadtkern.flow.lake.open_tables.sandbox import Sandbox
from stadtkern.flow.lake.open_tables.words import Limits, QueryRefused, QueryTooDear

SMALL = Limits(rows=100, bytes=200_000, seconds=0.5, memory_mb=96, threads=1)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the table „bäume“ of 2,000 rows, and a secret beside it."""
    folder = tmp_path_factory.mktemp("open") / "shelf"
    folder.mkdir()
    rows = {"id": list(range(2000)), "art": ["Linde", "Eiche"] * 1000, "höhe_m": [12.5] * 2000}
    pq.write_table(pa.table(rows), folder / "trees.parquet")
    pq.write_table(pa.table({"secret": ["geheim-4711"]}), folder.parent / "secret.parquet")
    pq.write_table(pa.table({"secret": ["geheim-4711"]}), folder / "unreleased.parquet")
    return folder


@pytest.fixture(scope="module")
def sandbox(shelf: Path) -> Iterator[Sandbox]:
    """One process for all queries of this file."""
    made = Sandbox(shelf, processes=1)
    yield made
    made.stop()


@pytest.fixture
def trees(shelf: Path) -> dict[str, Path]:
    """What the queries may read."""
    return {"bäume": shelf / "trees.parquet"}


def test_a_query_answers_with_the_rows_of_the_table(sandbox: Sandbox, trees: dict[str, Path]) -> None:
    answer = sandbox.ask(
        'select art, count(*) as anzahl, avg("höhe_m") as mittel from bäume group by art order by art', trees
    )

    assert answer.table.to_pylist() == [
        {"art": "Eiche", "anzahl": 1000, "mittel": 12.5},
        {"art": "Linde", "anzahl": 1000, "mittel": 12.5},
    ]
    assert not answer.cut


def test_a_process_that_was_there_before_the_first_table_reads_it_too(tmp_path: Path) -> None:
    folder = tmp_path / "shelf"
    made = Sandbox(folder, processes=1)
    made.names("select 1")
    pq.write_table(pa.table({"id": [7]}), folder / "first.parquet")
    answer = made.ask("select id from first", {"first": folder / "first.parquet"})
    made.stop()

    assert answer.table.to_pylist() == [{"id": 7}]


def test_parameters_reach_the_query_as_values(sandbox: Sandbox, trees: dict[str, Path]) -> None:
    answer = sandbox.ask(
        "select count(*) as n from bäume where art = $art and id < $most",
        trees,
        parameters={"art": "Linde", "most": 10},
    )

    assert answer.table.to_pylist() == [{"n": 5}]


def test_rows_beyond_the_limit_are_cut_and_that_is_said(sandbox: Sandbox, trees: dict[str, Path]) -> None:
    answer = sandbox.ask("select * from bäume", trees, limits=SMALL)

    assert answer.table.num_rows == 100
    assert answer.cut


def test_the_tables_of_a_query_are_known_before_it_runs(sandbox: Sandbox) -> None:
    names = sandbox.names(
        "with linden as (select * from bäume where art = 'Linde'), n as (select count(*) c from linden)"
        " select * from linden join straßen using (id), n where exists (select 1 from 'district-list')"
    )

    assert names == ("bäume", "district-list", "straßen")


def test_recursive_queries_name_themselves_not_a_table(sandbox: Sandbox) -> None:
    query = "with recursive a(i) as (select 1 union all select i + 1 from a where i < 9) select sum(i) from a"

    assert sandbox.names(query) == ()
    assert sandbox.ask(query, {}).table.column(0).to_pylist() == [45]


OUT = [
    "select * from read_csv('/etc/passwd')",
    "select * from read_csv_auto('/etc/passwd', header=false)",
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('/proc/self/environ')",
    "select * from read_json('/etc/passwd')",
    "select * from read_parquet('{folder}/unreleased.parquet')",
    "select * from parquet_scan('{folder}/unreleased.parquet')",
    "select * from parquet_metadata('{folder}/trees.parquet')",
    "select * from '/etc/passwd'",
    "select * from '{folder}/unreleased.parquet'",
    'select * from "{folder}/../secret.parquet"',
    "from '{folder}/unreleased.parquet'",
    "select (select content from read_text('/etc/passwd')) from bäume",
    "with x as (select * from read_text('/etc/passwd')) select * from x",
    "select * from glob('/etc/*')",
    "select * from sniff_csv('/etc/passwd')",
    "select * from query('select 1')",
    "select * from query_table('bäume')",
    "select * from json_execute_serialized_sql('{{}}')",
    "select * from python_map_function()",
    "select * from pandas_scan(1)",
    "select * from arrow_scan(1, 2, 3)",
    "attach '/tmp/x.duckdb' as x",
    "attach ':memory:' as x",
    "detach memory",
    "copy bäume to '/tmp/out.csv'",
    "copy (select 1) to '/dev/stdout'",
    "export database '/tmp/out'",
    "import database '/tmp/out'",
    "install httpfs",
    "load spatial",
    "pragma database_list",
    "pragma enable_external_access",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "reset memory_limit",
    "call pragma_version()",
    "checkpoint",
    "create table x as select 1",
    "create macro m() as 1",
    "create secret (type s3)",
    "insert into bäume values (1)",
    "delete from bäume",
    "update bäume set id = 1",
    "drop view bäume",
    "alter table bäume rename to x",
    "prepare p as select 1",
    "execute p",
    "begin transaction",
    "use memory",
    "vacuum",
    "explain analyze select 1",
    "select 1; select * from read_text('/etc/passwd')",
    "select 1; attach ':memory:' as x",
    "show tables",
    "show all tables",
    "describe bäume",
    "summarize bäume",
    "pivot bäume on art using count(*)",
    "select * from information_schema.tables",
    "select * from main.bäume",
    "select * from memory.main.bäume",
    "select * from duckdb_settings()",
    "select * from duckdb_secrets()",
    "select * from duckdb_views()",
    "select * from pg_catalog.pg_tables",
    "select getenv('HOME')",
    "select getvariable('x')",
    "select current_setting('allowed_paths')",
    "select current_database()",
    "select main.current_setting('allowed_paths')",
    "select version()",
    "select pg_sleep(1)",
    "select 'allowed_paths'.current_setting()",
    "select list_transform(['allowed_paths'], lambda x: current_setting(x))",
    "select json_serialize_plan('select * from bäume')",
    "select write_log('x')",
    "select nextval('x')",
    "select st_read('/etc/passwd')",
    "select * from st_read('/etc/passwd')",
    "select * from bäume where exists (with duckdb_views as (select 1) select 1)"
    " and id in (from duckdb_views)",
    "with duckdb_views as (select * from duckdb_views) select * from duckdb_views",
    "select * from bäume union all select * from duckdb_tables",
    "select * from sqlite_master",
    "",
    ";",
    "-- nothing",
    "select",
    "\x00",
]


@pytest.mark.parametrize("sql", OUT)
def test_there_is_no_way_out_of_the_released_tables(
    sandbox: Sandbox, trees: dict[str, Path], shelf: Path, sql: str
) -> None:
    with pytest.raises(QueryRefused) as refused:
        sandbox.ask(sql.format(folder=shelf), trees)

    assert len(str(refused.value)) > 20
    assert "geheim-4711" not in str(refused.value)
    assert "root:" not in str(refused.value)


DEAR = [
    "with recursive a(i) as (select 1 union all select i + 1 from a) select count(*) from a",
    "select count(*) from bäume a, bäume b, bäume c, bäume d",
    "select sum(i) from range(100000000000) t(i)",
    "select list(i) from range(1000000000) t(i)",
    "select repeat('x', 2000000000)",
    "select string_agg(repeat('x', 100000), '') from bäume",
    "select a.*, b.* from bäume a, bäume b, bäume c order by random()",
]


@pytest.mark.parametrize("sql", DEAR)
def test_a_query_that_wants_too_much_is_ended(sandbox: Sandbox, trees: dict[str, Path], sql: str) -> None:
    begun = time.monotonic()
    with pytest.raises(QueryTooDear):
        sandbox.ask(sql, trees, limits=SMALL)

    assert time.monotonic() - begun < 30
    assert sandbox.ask("select 1 as one", trees).table.to_pylist() == [{"one": 1}]


def test_an_answer_is_cut_by_its_size(sandbox: Sandbox, trees: dict[str, Path]) -> None:
    answer = sandbox.ask("select repeat('x', 10000) as x from bäume", trees, limits=SMALL)

    assert answer.cut
    assert answer.table.nbytes <= SMALL.bytes


def test_deep_nesting_is_refused_or_answered_but_harms_nobody(
    sandbox: Sandbox, trees: dict[str, Path]
) -> None:
    for sql in ("select " + "abs(" * 3000 + "1" + ")" * 3000, "select " + "1+" * 4000 + "1"):
        with pytest.raises((QueryRefused, QueryTooDear)):
            sandbox.ask(sql, trees, limits=SMALL)

    assert sandbox.ask("select 1 as one", trees).table.num_rows == 1


def test_functions_that_take_a_path_say_nothing_about_files(sandbox: Sandbox, trees: dict[str, Path]) -> None:
    answer = sandbox.ask("select parse_path('/etc/passwd')::varchar as x, 'a/b' as y", trees)

    assert answer.table.num_rows == 1


@pytest.mark.parametrize(
    ("sql", "line", "column", "words"),
    [
        ("select\n  farbe from bäume", 2, 3, "Spalte „farbe“"),
        ("selec 1", 1, 1, "„selec“"),
        ("select *\nfrom baeume", 2, 6, "Tabelle „baeume“"),
        ("select 'ä', foo(1)", 1, 13, "Funktion „foo“"),
        ("select art\nfrom bäume\nwhere", 3, 5, "unvollständig"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    sandbox: Sandbox, trees: dict[str, Path], sql: str, line: int, column: int, words: str
) -> None:
    with pytest.raises(QueryRefused) as refused:
        sandbox.ask(sql, trees)

    assert (refused.value.line, refused.value.column) == (line, column)
    assert words in str(refused.value)


def test_a_text_that_is_too_long_is_refused(sandbox: Sandbox, trees: dict[str, Path]) -> None:
    with pytest.raises(QueryRefused, match="höchstens 20000 Zeichen"):
        sandbox.ask("select 1 " + " " * 20_000, trees)


def test_the_process_itself_can_read_nothing_but_its_folder(shelf: Path, sandbox: Sandbox) -> None:
    """Even when the query engine were tricked into opening a file, the kernel refuses."""
    for forbidden in ("/etc/passwd", str(shelf.parent / "secret.parquet")):
        with pytest.raises(QueryRefused) as refused:
            sandbox.ask("select * from x", {"x": Path(forbidden)})
        assert "root:" not in str(refused.value)
