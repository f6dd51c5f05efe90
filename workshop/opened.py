"""What a place shows when it is opened: its two default worlds, run beforehand, so that nobody waits for them.

``python -m workshop.opened`` makes ``workshop/opened.npz`` again (seven minutes of processor time). The runs are
shown only where everything that they depend on is what it was when they were made, the arithmetic of the machine
included; elsewhere the same worlds are run like any others, and the page is the same, only later.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import batched, product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import configs
from experiments import draws, factors, pattern_design
from experiments import plausible as history_matching
from experiments.engine import n_processors
from experiments.provenance import arithmetic_hash
from sim._compiled import SOURCE_HASH
from workshop import game, levers, plausible, run
from workshop.band import CURVES
from workshop.game import Game, WorldChoice
from workshop.levers import PAIRS
from workshop.run import NUMBERS, PHASES, WEEKS, WorldRun, run_world

FILE = Path(__file__).with_name("opened.npz")
MADE_FROM, MADE_WITH = "made from", "made with"  # beside the places: hash of everything that is read; of the arithmetic
WORLDS = (Game().a, Game().b)
# Groups of configs/ that no world reads, and what it reads of the last.
NOT_READ = ("calibration", "pattern", "study", "tickets", "workshop")
READ = ("workshop/levers.yaml",)
MODULES = (draws, factors, history_matching, pattern_design, game, levers, plausible, run)

type Packed = NDArray[np.float32]  # curves, then numbers by phase; a picture has five digits, these have seven


def opened(place: str, choice: WorldChoice, pair: int) -> WorldRun | None:
    """The run of a world as a place shows it when it is opened; nothing if it has to be run.

    Args:
        place: a scenario.
        choice: a world.
        pair: number of the pair.
    """
    if choice not in WORLDS or place not in _kept():
        return None
    return unpacked(_kept()[place][WORLDS.index(choice), pair])


@cache
def _kept() -> dict[str, Packed]:
    """Place -> (worlds, pairs, values); empty where something has changed since."""
    with np.load(FILE, allow_pickle=False) as file:
        if (file[MADE_FROM].item(), file[MADE_WITH].item()) != (source(), arithmetic_hash()):
            return {}
        return {place: file[place] for place in file.files if place not in (MADE_FROM, MADE_WITH)}


def source() -> str:
    """Hash of all that decides over these runs: the model, the configurations, and how worlds and draws are made."""
    folder = Path(configs.__file__).parent
    files = [file for file in folder.rglob("*.yaml") if file.relative_to(folder).parts[0] not in NOT_READ]
    files += [
        *(folder / name for name in READ),
        *(Path(str(module.__file__)) for module in MODULES),
        plausible.MEASURED,
    ]
    digest = hashlib.sha256(SOURCE_HASH.encode())
    for file in sorted(files, key=lambda file: file.parts[-2:]):
        digest.update("/".join(file.parts[-2:]).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def packed(found: WorldRun) -> Packed:
    """Curves and numbers of a run, one after the other."""
    curves = [found["curves"][name] for name in CURVES]
    return np.concatenate([*curves, *(found["numbers"][name] for name in NUMBERS)]).astype(np.float32)


def unpacked(values: Packed) -> WorldRun:
    """The run again."""
    curves, numbers = np.split(values.astype(np.float64), [len(CURVES) * WEEKS])
    return {
        "curves": dict(zip(CURVES, curves.reshape(-1, WEEKS), strict=True)),
        "numbers": dict(zip(NUMBERS, numbers.reshape(-1, len(PHASES)).tolist(), strict=True)),
    }


def _both_worlds(place: str, pair: int) -> list[Packed]:
    return [packed(run_world(place, choice, pair)) for choice in WORLDS]


def main() -> None:
    """Run the default worlds of every place and write the file."""
    hashes = {MADE_FROM: np.array(source()), MADE_WITH: np.array(arithmetic_hash())}
    places = configs.choices("scenario")
    jobs = product(places, range(PAIRS))
    with ProcessPoolExecutor(n_processors(), initializer=os.nice, initargs=(10,)) as workers:
        runs = workers.map(_both_worlds, *zip(*jobs, strict=True))
        kept = {}
        for place, found in zip(places, batched(runs, PAIRS), strict=True):
            kept[place] = np.array(found).swapaxes(0, 1)
            print(place, flush=True)
    np.savez_compressed(FILE, **hashes, **kept)


if __name__ == "__main__":
    main()
