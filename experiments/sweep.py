"""A study: ``gewang sweep study=NAME out=DIR`` runs every point of a design with every seed, however many that are.

Runs are numbered seed by seed: first every point with the first seed, then every point with the second. So points that
differ in policy only share a burn-in, an unfinished study is a balanced one, and more replications add runs at the end.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from experiments.designs import Design, load_design
from experiments.factors import PICKS, Values
from experiments.many import Chunk, Engine, Job, Runs, answer, folder_of, local
from experiments.parts import RUNS_PER_PART, Parts
from experiments.provenance import run_id, study_of
from experiments.run import Arm, Row, runs_row
from experiments.settings import SweepSettings, parted, read_settings
from experiments.store import COMMAND_LINE, RUNS, encoded
from sim.configuration import SimulationConfig
from sim.errors import ConfigurationError
from sim.scenario import with_picks, with_values

if TYPE_CHECKING:
    import pyarrow as pa

DESIGN = "design"
DESIGN_FILE = f"{DESIGN}.parquet"
POINT = "point"
MOST_KNOWN = 1_000  # configurations that a worker keeps


@dataclass(frozen=True, slots=True)
class SweepRuns(Runs):
    """The runs of a design.

    Attributes:
        config: what all points have in common.
        points: of the design.
        copies: how many earlier points each is a copy of; rounding makes copies, and a run needs a name of its own.
        days: length of a run.
        first_seed: of the first replicate.
    """

    config: SimulationConfig
    points: tuple[Values, ...]
    copies: tuple[int, ...]
    days: int
    first_seed: int
    picked: dict[tuple[str, ...], SimulationConfig] = field(default_factory=dict)
    known: dict[int, SimulationConfig] = field(default_factory=dict)  # by point; it comes again with every seed

    def arm_of(self, number: int) -> Arm:
        """The configuration of the run's point."""
        point = number % len(self.points)
        if point not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[point] = self._configuration(self.points[point])
        return Arm(f"{POINT}_{point}", self.known[point], self.days)

    def seed_of(self, number: int) -> int:
        """Seed of the run's replicate, the same for every point."""
        return self.first_seed + number // len(self.points)

    def name_of(self, number: int, arm: Arm) -> str | None:
        """The hash of a run; of a copy another one."""
        copy = self.copies[number % len(self.points)]
        return run_id(arm.config, arm.days, self.seed_of(number), f" copy {copy}".encode()) if copy else None

    def failed(self, number: int, error: str) -> Row:
        """The row of a run that failed; if its point is not admissible, with what all points share."""
        try:
            return Runs.failed(self, number, error)
        except ConfigurationError:
            arm = Arm(f"{POINT}_{number % len(self.points)}", self.config, self.days)
            seed = self.seed_of(number)
            return runs_row(arm, seed, None, error, run_id(self.config, self.days, seed, arm.name.encode()))

    def marked(self, runs: pa.Table, numbers: Chunk) -> pa.Table:
        """Rows of ``runs`` with the point of the design."""
        import pyarrow as pa

        points = pa.array([number % len(self.points) for number in numbers], pa.int64())
        return runs.append_column(pa.field(POINT, pa.int64(), nullable=False), points)

    def _configuration(self, values: Values) -> SimulationConfig:
        picks = {group: str(values[group]) for group in PICKS if group in values}
        key = tuple(picks.values())
        if key not in self.picked:
            self.picked[key] = with_picks(self.config, **picks) if picks else self.config
        return with_values(self.picked[key], {key: value for key, value in values.items() if key not in PICKS})


def sweep(words: Sequence[str]) -> int:
    """``gewang sweep``: run what is not stored yet of a study, or of one shard of it.

    Args:
        words: settings, and words that go to the design.

    Returns:
        Exit code: 1 if a run failed.
    """
    return carried_out(*read_sweep(words), words)


def carried_out(settings: SweepSettings, design: Design, words: Sequence[str] = ()) -> int:
    """Run what is not stored yet of a design.

    Args:
        settings: of the command.
        design: what is run.
        words: of the command line, to be noted.

    Returns:
        Exit code: 1 if a run failed.
    """
    folder = folder_of(settings)
    wanted = range(len(design.points) * design.replications)
    shard = None if settings.shard is None or settings.nshards is None else (settings.shard, settings.nshards)
    job = Job(
        folder=folder,
        work=runs_of(design, settings),
        wanted=wanted,
        mine=wanted if shard is None else share_of(wanted, *shard),
        settings=settings,
        engine=engine_of(settings),
        shard=shard,
    )
    show_results = partial(show, job, design, settings)
    return answer(job, identity_of(design, settings), words, show_results, design_file(design))


def read_sweep(words: Sequence[str]) -> tuple[SweepSettings, Design]:
    """Settings and design that the words ask for.

    Errors:
        :class:`sim.errors.ConfigurationError`, one line, about the first fault.
    """
    own, others = parted(words, SweepSettings)
    settings = read_settings(own, SweepSettings)
    if settings.study is None:
        raise ConfigurationError("study", "nothing", "the name of a study, study=NAME", None, COMMAND_LINE)
    design = load_design(settings.study, others)
    return settings, replace(design, replications=settings.replications or design.replications)


def runs_of(design: Design, settings: SweepSettings) -> SweepRuns:
    """The runs of a design, none of which was made yet."""
    seen: Counter[str] = Counter()
    copies = []
    for values in design.points:
        digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
        copies.append(seen[digest])
        seen[digest] += 1
    return SweepRuns(
        records=settings.records,
        size=RUNS_PER_PART[settings.records],
        config=design.config,
        points=design.points,
        copies=tuple(copies),
        days=design.days,
        first_seed=design.first_seed,
    )


def share_of(numbers: range, shard: int, n_shards: int) -> range:
    """The stretch of numbers that a shard sees to; stretches differ by one run at most."""
    return numbers[len(numbers) * shard // n_shards : len(numbers) * (shard + 1) // n_shards]


def identity_of(design: Design, settings: SweepSettings) -> dict[str, object]:
    """What decides whether results belong together; more replications may be added to the same folder."""
    asked = {key: value for key, value in design.identity.items() if key != "replications"}
    return study_of("sweep", name=design.name, days=design.days, records=settings.records, design=asked)


def design_file(design: Design) -> dict[str, bytes]:
    """The design as a file beside the results."""
    return {DESIGN_FILE: encoded({DESIGN: design_table(design)})[DESIGN]}


def design_table(design: Design) -> pa.Table:
    """One row per point: its number and its value of every factor; missing where a point leaves a factor alone."""
    import pyarrow as pa

    keys = list(dict.fromkeys(key for values in design.points for key in values))
    columns = {POINT: pa.array(range(len(design.points)), pa.int64())}
    for key in keys:
        values = [point.get(key) for point in design.points]
        kinds = {type(value) for value in values} - {type(None)}
        columns[key] = pa.array(values if kinds <= {int, float} or len(kinds) == 1 else [str(v) for v in values])
    return pa.table(columns)


def engine_of(settings: SweepSettings) -> Engine:
    """Who works."""
    if settings.engine == "local":
        if settings.scheduler:
            raise ConfigurationError("scheduler", settings.scheduler, "only with engine=dask", None, COMMAND_LINE)
        return local
    try:
        from experiments.dask_engine import dask_engine
    except ImportError:
        allowed = "local; dask after installing gewang[dask]"
        raise ConfigurationError("engine", "'dask'", allowed, "local", COMMAND_LINE) from None
    return dask_engine(settings.scheduler)


def show(job: Job, design: Design, settings: SweepSettings) -> None:
    """Print what there is now."""
    done = Parts(job.folder, job.work.size, job.work.records, job.work.seed_of).stored()
    n_here = sum(number in done for number in job.mine)
    size = f"{len(design.points)} points x {design.replications} replications"
    size_zh = f"{len(design.points)}个设计点 x {design.replications}次重复"
    share, share_zh = ("", "")
    if job.shard is not None:
        share, share_zh = (text.format(*job.shard) for text in (" shard {} of {}:", "分片{}/{}："))
    missing = len(job.wanted) - sum(number in done for number in job.wanted)
    rest = f"; {missing} runs of other shards are to come" if missing else f"; {RUNS}/, {DESIGN_FILE}"
    rest_zh = f"；其他分片还有{missing}次" if missing else f"；{RUNS}/、{DESIGN_FILE}"
    line = f"{job.folder}:{share} {n_here} runs ({size}){rest}"
    line_zh = f"{job.folder}：{share_zh}{n_here}次模拟（{size_zh}）{rest_zh}"
    print(line if settings.language == "en" else line_zh)
