"""The command line: ``gewang COMMAND WORD...``, where most words are Hydra overrides.

Help is answered from :mod:`experiments.help` alone, without importing anything heavy.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from experiments import help as told


def _run(words: Sequence[str]) -> int:
    from experiments.run import run

    return run(words)


def _compare(words: Sequence[str]) -> int:
    from experiments.compare import compare

    return compare(words)


def _validate(words: Sequence[str]) -> int:
    from experiments.patterns import validate

    return validate(words)


def _sweep(words: Sequence[str]) -> int:
    from experiments.shards import MULTIRUN, multirun
    from experiments.sweep import sweep

    others = [word for word in words if word not in MULTIRUN]
    return multirun(others) if len(others) < len(words) else sweep(words)


def _status(words: Sequence[str]) -> int:
    from experiments.status import status

    return status(words)


def _figures(words: Sequence[str]) -> int:
    from experiments.figures import figures

    return figures(words)


def _workshop(words: Sequence[str]) -> int:
    asked = {word.partition("=")[0] for word in words}
    if "explorer" in asked:
        from workshop.explorer import make_explorer

        return make_explorer(words)
    if "game" in asked:
        from workshop.report import report_of_game

        return report_of_game(words)
    from workshop.command import workshop

    return workshop(words)


def _explain(words: Sequence[str]) -> int:
    from experiments.explain import explain

    return explain(words)


def _report(words: Sequence[str]) -> int:
    from experiments.report import report

    return report(words)


def _presets(words: Sequence[str]) -> int:
    from experiments.presets import presets

    return presets(words)


def _sensitivity(words: Sequence[str]) -> int:
    from experiments.sensitivity import sensitivity

    return sensitivity(words)


def _discover(words: Sequence[str]) -> int:
    from experiments.sensitivity import discover

    return discover(words)


COMMANDS: dict[str, tuple[str, Callable[[Sequence[str]], int]]] = {
    "run": (told.RUN_HELP, _run),
    "compare": (told.COMPARE_HELP, _compare),
    "validate": (told.VALIDATE_HELP, _validate),
    "sweep": (told.SWEEP_HELP, _sweep),
    "status": (told.STATUS_HELP, _status),
    "figures": (told.FIGURES_HELP, _figures),
    "explain": (told.EXPLAIN_HELP, _explain),
    "report": (told.REPORT_HELP, _report),
    "presets": (told.PRESETS_HELP, _presets),
    "sensitivity": (told.SENSITIVITY_HELP, _sensitivity),
    "discover": (told.DISCOVER_HELP, _discover),
    "workshop": (told.WORKSHOP_HELP, _workshop),
}
HELP_WORDS = ("-h", "--help")
OPTIONS = {"sweep": ("-m", "--multirun"), "status": ("--watch",)}  # of commands that know some beside --help
BAD_INPUT, FAILED, INTERRUPTED = 2, 1, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Answer one command line.

    Args:
        argv: words after ``gewang``; those of the process if not given.

    Returns:
        Exit code: 0; 1 if something failed; 2 for bad input, which is told in one line; 130 after Ctrl-C.
    """
    command, *words = (sys.argv[1:] if argv is None else list(argv)) or HELP_WORDS[:1]
    _print_whatever_the_terminal_can()
    if command in HELP_WORDS:
        print(told.HELP, end="")
        return 0
    if command in COMMANDS and any(word in HELP_WORDS for word in words):
        print(COMMANDS[command][0], end="")
        return 0
    try:
        return _answer(command, words)
    except KeyboardInterrupt:
        print("stopped; what was stored stays, the same command continues", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader has seen enough, as in `gewang presets | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _answer(command: str, words: Sequence[str]) -> int:
    """Run a command; turn whatever the user can mend into one line."""
    from analysis.results import ResultsError
    from analysis.style import FontError
    from experiments.engine import EngineError
    from experiments.store import StoreError
    from sim.errors import ConfigurationError

    try:
        _refuse_unknown(command, words)
        return COMMANDS[command][1]([_spelled_out(word) for word in words])
    except (ConfigurationError, ResultsError) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except (StoreError, EngineError, FontError) as error:
        print(error, file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        raise
    except OSError as error:
        print(f"{error.filename or command}: {error.strerror or error}", file=sys.stderr)
        return FAILED


def _refuse_unknown(command: str, words: Sequence[str]) -> None:
    """Refuse a command that does not exist, and options where only words are known."""
    from sim.errors import ConfigurationError, nearest_name, shown

    if command not in COMMANDS:
        allowed = "one of " + ", ".join(COMMANDS)
        raise ConfigurationError(
            "command", shown(command), allowed, nearest_name(command, list(COMMANDS)), "command line"
        )
    for word in words:
        if word.startswith("-") and command != "presets" and word not in OPTIONS.get(command, ()):
            meant = word.lstrip("-") if "=" in word else "--help"
            allowed = "words of the form NAME=VALUE, or --help"
            raise ConfigurationError(word.partition("=")[0], shown(word), allowed, meant, "command line")


def _spelled_out(word: str) -> str:
    """``lang=zh`` is short for ``language=zh``."""
    return word.replace("lang=", "language=", 1) if word.startswith("lang=") else word


def _print_whatever_the_terminal_can() -> None:
    """A terminal without Chinese letters shows question marks instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
