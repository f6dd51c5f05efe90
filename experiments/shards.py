"""A sweep shared out by Hydra: ``gewang sweep study=NAME out=DIR --multirun shard=0,1,2,3 nshards=4``.

Hydra's part is to start the shards: one after the other here, side by side or on a cluster by a launcher that is
installed (``hydra/launcher=joblib``, ``hydra/launcher=submitit_slurm``). Each shard is the ordinary command with its
own ``shard=``. When the launcher is back, a last command sees to what is left and reports.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from experiments.many import begin, folder_of
from experiments.store import COMMAND_LINE
from experiments.sweep import design_file, identity_of, read_sweep, sweep
from sim.errors import ConfigurationError, shown

MULTIRUN = ("-m", "--multirun")
LOGS = "shards"  # folder for what Hydra and its launcher write


def multirun(words: Sequence[str]) -> int:
    """Start the shards that the words list, wait for them, then finish the study.

    Args:
        words: of the command line, the option left out.

    Returns:
        Exit code: 1 if a run or a shard failed.
    """
    swept = [word for word in words if _name(word) in ("shard", "nshards")]
    hydra_words = [word for word in words if _name(word).split("/")[0].split(".")[0] == "hydra"]
    plain = [word for word in words if word not in swept and word not in hydra_words]
    if not any(_name(word) == "shard" for word in swept):
        raise ConfigurationError("shard", "nothing", "the shards to start, shard=0,1,2,3 nshards=4", None, COMMAND_LINE)
    settings, design = read_sweep(plain)
    folder = folder_of(settings)
    n_shards = next((word.partition("=")[2] for word in swept if _name(word) == "nshards"), "")
    if not n_shards.isdecimal() or int(n_shards) < 1:
        raise ConfigurationError("nshards", shown(n_shards), "a whole number from 1", None, COMMAND_LINE)
    begin(folder, identity_of(design, settings), plain, design_file(design))
    _launch(plain, folder.absolute() / LOGS, [*swept, *hydra_words])
    return sweep(plain)


def run_shard(picked: Any) -> int:
    """What a launcher calls for one shard."""
    from experiments.cli import main

    words = [str(word) for word in picked.words]
    code = main(["sweep", *words, f"shard={picked.shard}", f"nshards={picked.nshards}"])
    if code not in (0, 1):  # 1: a run failed, and is told of at the end
        raise RuntimeError(f"shard {picked.shard} of {picked.nshards} ended with exit code {code}")
    return code


def _name(word: str) -> str:
    return word.lstrip("+~").partition("=")[0]


def _launch(words: Sequence[str], logs: Path, overrides: Sequence[str]) -> None:
    """Hand the shards to Hydra's launcher."""
    import hydra
    from hydra.core.config_store import ConfigStore

    tree = {
        "words": list(words),
        "shard": 0,
        "nshards": 1,
        "hydra": {
            "output_subdir": None,
            "job": {"chdir": False},
            "sweep": {"dir": str(logs), "subdir": "${hydra.job.num}"},
        },
    }
    ConfigStore.instance().store(name="gewang_sweep", node=tree)
    arguments = sys.argv
    sys.argv = ["gewang", "--multirun", *overrides]
    try:
        hydra.main(version_base=None, config_path=None, config_name="gewang_sweep")(run_shard)()
    finally:
        sys.argv = arguments
