#!/usr/bin/env bash
# SQLite never looks a text column up in an index on a text expression, unless the expression is cast.
#
# Seen with: SQLite 3.54.1, as PyPI apsw 3.54.1.0 brings it along.
# Behaviour: `account_id || ''` is a text, but to SQLite an expression has no affinity, and an index on it is kept without
# one. A comparison with a column of type TEXT would convert the other side to text, so that index cannot be used for it:
# joined by such a column the table is read from its beginning to its end, though the words of the query and those of the
# index are the same. Compared with a parameter it is used. With `cast(… as text)` around the expression, in the index and
# in the query, it is used for both. PostgreSQL uses the index in all four cases.
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: cast every expression of an index to the type of the column that it will be compared with.
set -euo pipefail

expected="owner_id || '', joined by a column: SCAN o
owner_id || '', a parameter: SEARCH o USING INDEX owners (<expr>=?)
cast(owner_id || '' as text), joined by a column: SEARCH o USING INDEX owners (<expr>=?)
cast(owner_id || '' as text), a parameter: SEARCH o USING INDEX owners (<expr>=?)"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check apsw==3.54.1.0

cat > ask.py <<'PY'
import apsw

for expression in ["owner_id || ''", "cast(owner_id || '' as text)"]:
    database = apsw.Connection(":memory:")
    database.execute(f"""
        create table accounts (id text not null primary key);
        create table owned (owner_id text not null, what text not null);
        create index owners on owned (({expression}));
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
            insert into owned select 'o' || i, 'x' from n;
        insert into accounts select owner_id from owned;
        analyze;
    """)
    asked = expression.replace("owner_id", "o.owner_id")
    # `cross join` keeps the order in which the tables are named.
    joined = f"select what from accounts cross join owned as o on {asked} = accounts.id where accounts.id = 'o7'"
    alone = f"select what from owned as o where {asked} = ?"
    for name, text, values in [("joined by a column", joined, ()), ("a parameter", alone, ("o7",))]:
        plan = [row[3] for row in database.execute(f"explain query plan {text}", values)]
        print(f"{expression}, {name}: {next(line for line in plan if line.split()[1] == 'o')}")
PY

diff <(echo "$expected") <(venv/bin/python ask.py)
echo 'as it was seen'
