"""What the benchmarks share: texts to measure on, clocks, and tables."""
import gzip
import json
import os
import subprocess
import time

import numpy
import psycopg2
from psycopg2.extras import execute_values

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.environ.get("NEWSPRINT_DATA", "")


def connect():
    """A cursor in the database that script/bench made, with newsprint in it; autocommit."""
    connection = psycopg2.connect("")
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("CREATE EXTENSION IF NOT EXISTS newsprint")
    return cursor


def read_lines(path):
    with gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def corpus(name, file="docs"):
    """The rows of a corpus' file, or None where the corpora are not at hand."""
    path = os.path.join(DATA, name, f"{file}.jsonl.gz")
    return read_lines(path) if DATA and os.path.exists(path) else None


def newsroom(articles, *options):
    """So many made-up articles; the seed is the generator's default."""
    command = [os.path.join(HERE, "../data/newsroom"), "--articles", str(articles), *options]
    return [json.loads(line) for line in subprocess.run(
        command, check=True, capture_output=True, text=True, encoding="utf-8").stdout.splitlines()]


def articles(limit, *names):
    """Up to limit articles, and what they are: the file that script/bench was
    given, else the named corpora one after the other, else made-up ones."""
    given = os.environ.get("NEWSPRINT_ARTICLES")
    if given:
        return read_lines(given)[:limit], os.path.basename(given)
    found = [name for name in names if corpus(name)]
    if found:
        return [row for name in found for row in corpus(name)][:limit], " + ".join(found)
    return newsroom(limit), "made-up articles (no corpora at hand)"


def load(cursor, table, rows):
    """Create table (id int, title text, body text) with the rows numbered from 0."""
    cursor.execute(f"CREATE TABLE {table} (id int PRIMARY KEY, title text, body text)")
    execute_values(cursor, f"INSERT INTO {table} VALUES %s", (
        (i, row.get("title") or "", row["body"].replace("\0", "")) for i, row in enumerate(rows)))
    cursor.execute(f"VACUUM ANALYZE {table}")


def value(cursor, sql, *arguments):
    """The first column of the first row."""
    cursor.execute(sql, arguments or None)
    return cursor.fetchone()[0]


def seconds(cursor, sql):
    """Elapsed time of one statement."""
    start = time.perf_counter()
    cursor.execute(sql)
    return time.perf_counter() - start


def compare_speed(cursor, statements, rounds=5):
    """The best time of each statement {name: sql}, taken in turns so that what
    else the machine does falls on all of them."""
    best = {name: float("inf") for name in statements}
    for _ in range(rounds):
        for name, sql in statements.items():
            best[name] = min(best[name], seconds(cursor, sql))
    return best


def server_milliseconds(cursor, sql):
    """Planning and execution time of one statement as the server counts them."""
    cursor.execute(f"EXPLAIN (ANALYZE, TIMING off, FORMAT json) {sql}")
    plan = cursor.fetchone()[0][0]
    return plan["Planning Time"] + plan["Execution Time"]


def show(title, header, rows):
    """Print a table; numbers come as strings, so that each column chooses its digits."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    print(f"\n{title}")
    for row in [header, ["-" * width for width in widths], *rows]:
        first, *others = row
        print("  " + first.ljust(widths[0]) + "".join(
            "  " + cell.rjust(width) for cell, width in zip(others, widths[1:])), flush=True)


class Shingles:
    """The exact shingle sets of a table's bodies: what signatures estimate."""

    def __init__(self, cursor, table, size=3):
        numbers = numpy.random.default_rng(1)
        vocabulary = {}
        factors = numbers.integers(1, 2**63, size, dtype=numpy.uint64) * numpy.uint64(2) + numpy.uint64(1)
        self.sets = {}
        hashes = numbers.integers(0, 2**63, 2**22, dtype=numpy.uint64)
        cursor.execute(f"SELECT id, fold_text(body) FROM {table} ORDER BY id")
        for number, folded in cursor:
            words = hashes[[vocabulary.setdefault(w, len(vocabulary)) for w in folded.split()]]
            if len(words) == 0:
                continue
            windows = numpy.lib.stride_tricks.sliding_window_view(words, min(size, len(words)))
            self.sets[number] = numpy.unique((windows * factors[:windows.shape[1]]).sum(axis=1))

    def jaccard(self, a, b):
        common = len(numpy.intersect1d(self.sets[a], self.sets[b], assume_unique=True))
        return common / (len(self.sets[a]) + len(self.sets[b]) - common)

    def pairs(self, floor):
        """{(a, b): J} of all pairs with a < b and J >= floor: exact, by prefix
        filtering (Chaudhuri, Ganti, Kaushik 2006).  With each set's shingles in
        order of rarity, two such sets share one of the first (1 - floor) n + 1."""
        every, owner_counts = numpy.unique(numpy.concatenate(list(self.sets.values())), return_counts=True)
        prefixes, owners = [], []
        for number, members in self.sets.items():
            frequency = owner_counts[numpy.searchsorted(every, members)]
            rarest = numpy.lexsort((members, frequency))[:int((1 - floor) * len(members)) + 1]
            rarest = rarest[frequency[rarest] > 1]
            prefixes.append(members[rarest])
            owners.append(numpy.full(len(rarest), number))
        prefixes, owners = numpy.concatenate(prefixes), numpy.concatenate(owners)
        order = numpy.argsort(prefixes, kind="stable")
        groups = numpy.split(owners[order], numpy.flatnonzero(numpy.diff(prefixes[order])) + 1)
        candidates = set()
        for group in groups:
            for i, a in enumerate(group.tolist()):
                size = len(self.sets[a])
                candidates.update((min(a, b), max(a, b)) for b in group[:i].tolist()
                                  if floor * size <= len(self.sets[b]) <= size / floor)
        exact = {pair: self.jaccard(*pair) for pair in candidates}
        return {pair: similarity for pair, similarity in exact.items() if similarity >= floor}
