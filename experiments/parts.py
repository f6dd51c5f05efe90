"""The runs of a study on disk: parts, which stay, and pieces, which are on their way to become parts.

The runs of a study are numbered; a part holds a fixed stretch of the numbers, one Parquet file per table, its rows in
the order of the numbers. What a worker hands back before its part is whole is kept as a piece, an Arrow file per table
whose rows also say their place in the part; once all runs of a part are there they are merged and the pieces go. So a
part's bytes depend on the study alone, whatever happened on the way, and nothing that was finished is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.store import LEVELS, RUNS, encoded, write_files

if TYPE_CHECKING:
    import pyarrow as pa

type Tables = Mapping[str, pa.Table]

PLACE = "place"  # column of a piece: which run of the part a row belongs to, counted from 0
# Runs per part, by how much is recorded: few files, and yet a part that fits into memory several times.
RUNS_PER_PART = {"runs": 500, "summary": 200, "weeks": 50, "months": 20, "matters": 20}


def part_name(table: str, part: int) -> str:
    """Path of a table's part below the folder."""
    return f"{table}/part-{part:06d}.parquet"


def piece_name(table: str, part: int, places: Sequence[int]) -> str:
    """Path of a table's piece with the runs at some places of a part."""
    return f"{table}/piece-{part:06d}-{places[0]:06d}-{len(places)}.arrow"


def piece_encoded(tables: Tables, places: Mapping[str, int]) -> dict[str, bytes]:
    """Tables of a piece as Arrow files.

    Args:
        tables: rows of some runs of one part, in the order of their places.
        places: place of each run in the part, by ``run_id``.
    """
    import pyarrow as pa

    files = {}
    for name, table in tables.items():
        sink = pa.BufferOutputStream()
        marked = table.append_column(PLACE, pa.array(_places(table, places))).unify_dictionaries()
        with pa.ipc.new_file(sink, marked.schema) as file:
            file.write_table(marked)
        files[name] = sink.getvalue().to_pybytes()
    return files


@dataclass(frozen=True, slots=True)
class Parts:
    """The runs in one folder.

    Attributes:
        folder: of the study.
        size: runs per part.
        records: level of detail, which says what tables there are.
        seed_of: seed of the run with a number; a file with other seeds does not count.
    """

    folder: Path
    size: int
    records: str
    seed_of: Callable[[int], int]

    @property
    def tables(self) -> tuple[str, ...]:
        """All tables, ``runs`` last: what has no ``runs`` does not count."""
        return (*LEVELS[self.records], RUNS)

    def stored(self) -> dict[int, str | None]:
        """Numbers of the runs that are stored, with the error of those that failed."""
        found: dict[int, str | None] = {}
        for part in self._numbered("part-*.parquet"):
            for place, error in enumerate(self._outcomes(part)):
                found[part * self.size + place] = error
        for part in self._numbered("piece-*.arrow"):
            for piece in self._pieces(part):
                runs = piece[RUNS].select([PLACE, "seed", "status", "error"]).to_pydict()
                numbers = [part * self.size + place for place in runs[PLACE]]
                if [self.seed_of(number) for number in numbers] == runs["seed"]:
                    for number, status, error in zip(numbers, runs["status"], runs["error"], strict=True):
                        if status == "ok" or number not in found:
                            found[number] = None if status == "ok" else str(error)
        return found

    def in_pieces(self) -> list[int]:
        """Parts of which there are pieces."""
        return self._numbered("piece-*.arrow")

    def add(self, part: int, places: Sequence[int], files: Mapping[str, bytes]) -> None:
        """Keep a piece.

        Args:
            part: it belongs to.
            places: of its runs.
            files: see :func:`piece_encoded`.
        """
        write_files(self.folder, {piece_name(table, part, places): files[table] for table in self.tables})

    def add_whole(self, part: int, files: Mapping[str, bytes]) -> None:
        """Keep a part that a worker made as a whole."""
        write_files(self.folder, {part_name(table, part): files[table] for table in self.tables})

    def merge(self, part: int, n_wanted: int) -> bool:
        """Make a part of its pieces, if they and what the part holds already are all that is wanted.

        A run that ended stands for one that failed. Several commands may do this at the same time: they write the same.

        Args:
            part: which.
            n_wanted: runs that it shall hold, from its first on.

        Returns:
            Whether the part is whole now.
        """
        import pyarrow as pa

        try:
            sources = [*self._part_as_piece(part), *self._pieces(part)]
        except (pa.ArrowException, OSError):  # somebody else merged it a moment ago
            return len(self._outcomes(part)) >= n_wanted
        chosen = self._chosen(sources)
        n_rows = max(n_wanted, len(self._outcomes(part)))
        if (chosen[:n_rows] < 0).any():
            return False
        chosen[n_rows:] = -1
        merged = {name: _merged([source[name] for source in sources], chosen) for name in self.tables}
        self.add_whole(part, encoded(merged))
        for file in self._piece_files(part):
            if _last_place(file) < n_rows:
                for table in self.tables:
                    (self.folder / table / file.name).unlink(missing_ok=True)
        return True

    def tidy(self) -> None:
        """Remove what interrupted commands left half-done, and locks of shards; only while nobody else writes here."""
        for lock in self.folder.glob(".shard-*.lock"):
            lock.unlink(missing_ok=True)
        for unfinished in self.folder.glob("**/.*.unfinished"):
            unfinished.unlink(missing_ok=True)
        for table in LEVELS[self.records]:
            for file in (self.folder / table).glob("p*-*.*"):
                if not (self.folder / RUNS / file.name).is_file():
                    file.unlink(missing_ok=True)

    def _chosen(self, sources: Sequence[Tables]) -> np.ndarray:
        """For each place which source its run is taken from, -1 if none has it."""
        chosen = np.full(self.size, -1)
        has_ended = np.zeros(self.size, dtype=bool)
        for at, source in enumerate(sources):
            places = source[RUNS][PLACE].to_numpy()
            is_ok = np.array([status == "ok" for status in source[RUNS]["status"].to_pylist()], dtype=bool)
            is_better = is_ok | ~has_ended[places]
            chosen[places[is_better]] = at
            has_ended[places] |= is_ok
        return chosen

    def _numbered(self, pattern: str) -> list[int]:
        """Parts that files of ``runs`` belong to, in rising order."""
        names = {file.name.split(".")[0].split("-")[1] for file in (self.folder / RUNS).glob(pattern)}
        return sorted(int(name) for name in names if name.isdecimal())

    def _outcomes(self, part: int) -> list[str | None]:
        """Errors of the runs of a part, None for those that ended; nothing if it is not whole, damaged or foreign."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not all((self.folder / part_name(table, part)).is_file() for table in self.tables):
            return []
        with suppress(pa.ArrowException, OSError, ValueError):
            file = self.folder / part_name(RUNS, part)
            runs = pq.read_table(file, columns=["seed", "status", "error"], partitioning=None).to_pydict()
            seeds = runs["seed"]
            first = part * self.size
            if len(seeds) <= self.size and seeds == [self.seed_of(first + place) for place in range(len(seeds))]:
                told = zip(runs["status"], runs["error"], strict=True)
                return [None if status == "ok" else str(error) for status, error in told]
        return []

    def _piece_files(self, part: int) -> list[Path]:
        return sorted((self.folder / RUNS).glob(f"piece-{part:06d}-*.arrow"))

    def _pieces(self, part: int) -> Iterator[Tables]:
        """The pieces of a part that are whole and can be read."""
        import pyarrow as pa

        for file in self._piece_files(part):
            with suppress(pa.ArrowException, OSError):
                yield {table: _arrow_file(self.folder / table / file.name) for table in self.tables}

    def _part_as_piece(self, part: int) -> Iterator[Tables]:
        """What a part holds, as if it were a piece."""
        import pyarrow.parquet as pq

        if self._outcomes(part):
            files = {table: self.folder / part_name(table, part) for table in self.tables}
            tables = {table: pq.read_table(file, partitioning=None) for table, file in files.items()}
            place_of = {name: place for place, name in enumerate(tables[RUNS]["run_id"].to_pylist())}
            for table in self.tables:
                places = _places(tables[table], place_of)
                tables[table] = tables[table].append_column(PLACE, [places])
            yield tables


def outcomes_in(file: Path) -> dict[tuple[int, int], bool]:
    """Whether each run failed that a part or piece of ``runs`` holds, by part and place; nothing if it is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    part = int(file.name.split(".")[0].split("-")[1])
    with suppress(pa.ArrowException):
        if file.suffix == ".arrow":
            runs = _arrow_file(file)
            places = runs[PLACE].to_pylist()
        else:
            runs = pq.read_table(file, columns=["status"], partitioning=None)
            places = range(runs.num_rows)
        return {
            (part, place): status == "failed" for place, status in zip(places, runs["status"].to_pylist(), strict=True)
        }
    return {}


def _places(table: pa.Table, place_of: Mapping[str, int]) -> np.ndarray:
    """Place of each row's run; -1 for runs that are not known."""
    names = table["run_id"].unify_dictionaries().combine_chunks() if table.num_rows else None
    if names is None:
        return np.zeros(0, dtype=np.int64)
    of_words = np.array([place_of.get(name, -1) for name in names.dictionary.to_pylist()], dtype=np.int64)
    return of_words[names.indices.to_numpy()]


def _merged(tables: Sequence[pa.Table], chosen: np.ndarray) -> pa.Table:
    """The rows of the chosen runs, run by run in the order of their places."""
    import pyarrow as pa

    picked = []
    for at, table in enumerate(tables):
        places = table[PLACE].to_numpy()
        picked.append(table.filter(pa.array((places >= 0) & (chosen[places] == at))))
    rows = pa.concat_tables(picked).unify_dictionaries()
    order = np.argsort(rows[PLACE].to_numpy(), kind="stable")
    return rows.take(pa.array(order)).drop_columns([PLACE])


def _arrow_file(file: Path) -> pa.Table:
    import pyarrow as pa

    return pa.ipc.open_file(pa.BufferReader(file.read_bytes())).read_all()


def _last_place(file: Path) -> int:
    """Last place of which a piece has a run."""
    return max(_arrow_file(file)[PLACE].to_pylist(), default=-1)


def by_part(numbers: Collection[int], size: int) -> dict[int, list[int]]:
    """Numbers of runs by the part they belong to, both in rising order."""
    parts: dict[int, list[int]] = {}
    for number in sorted(numbers):
        parts.setdefault(number // size, []).append(number)
    return parts
