"""The command line: ``gewang COMMAND WORD...``, where most words are Hydra overrides.

Help is answered from this file alone, without importing anything heavy.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

HELP = """\
gewang 格网: a laboratory of residents' community governance
社区治理实验室：网格、网络与混合治理，在排名、达标或不考核之下，平时与应急

  gewang presets                      which places there are, with their stories    有哪些社区
  gewang run                          one year of a street of eight communities     模拟一年
  gewang run scenario=l_community governance=hybrid assessment=pass_fail regime=emergency
  gewang compare out=results          the main job: 18 arms, 20 seeds, 2 minutes    比较各种组合

  gewang validate out=patterns        which patterns of the sources does the model show?  模型再现了哪些模式

  gewang COMMAND --help               examples and all words of a command           每个命令的例子

Words are NAME=VALUE in any order: a pick (governance=hybrid), a value of the model
(rules.voice.trust_weight=1.5) or a setting of the command (days=360). docs/parameters.md lists the values.
"""

RUN_HELP = """\
gewang run [WORD...]     one run: prints the headline outcomes, writes tables if a folder is given
                         运行一次模拟：显示主要结果，指定 out 时写出数据表

  gewang run
  gewang run scenario=l_community governance=network
  gewang run governance=hybrid assessment=pass_fail regime=emergency seed=7 out=one_run
  gewang run street.call_back_share=0.8 rules.voice.trust_weight=1.5 days=720
  gewang run language=zh
  gewang run tickets=calls.csv tickets.mapping=example out=replay     a city's own request log instead of made-up needs

Picks (what there is: gewang presets)
  scenario=street_of_eight     place                        governance=grid | network | hybrid
  regime=normal | emergency | campaign   calendar           assessment=none | ranking | pass_fail | mixed
Settings
  days=N            days after the burn-in, whole months of 30; if not given, as long as the regime's calendar, 360
  seed=N            0; runs of one seed share people, needs and shocks, whatever the policy
  out=DIR           folder for the tables (Parquet) and provenance.json; a folder with other results is left alone
  records=matters   or months, weeks, summary, runs: how much detail goes to the tables (docs/tables.md)
  language=en       or zh, of what is printed
  tickets=FILE.csv  replays a request log; each row is used or left out with a reason (tickets_report.csv), recorded
                    closing times stand beside the model's. How to read it: configs/tickets/NAME.yaml by
                    tickets.mapping=NAME, and over it tickets.columns.created=..., tickets.scale=0.1, tickets.until=...
                    重放一个城市自己的工单记录
"""

COMPARE_HELP = """\
gewang compare out=DIR [WORD...]     the main job: {grid, network, hybrid} x {none, ranking, pass_fail}
                                     x {normal, emergency}, paired by seed
                                     主要任务：18种组合，按随机种子配对比较；重复同一命令即可继续

  gewang compare out=results
  gewang compare out=l_results scenario=l_community seeds=50
  gewang compare out=trial seeds=2 days=30
  gewang compare out=results seeds=100            the same folder again: only the new seeds are run
  gewang compare out=loud street.call_back_share=0.8 assessment.community.prize_spread=80
  gewang compare out=micro scenario=l_community against=without          what does its mechanism do?  机制有何作用

Prints workload, response time and participation of every arm with paired intervals; leaves in DIR
  runs/ and other tables (Parquet, docs/tables.md), comparison.csv, figures/ (English, Chinese), provenance.json.
Ctrl-C stops; the same command continues. A change of the configuration under the same DIR is refused.

Settings
  out=DIR             folder for the results
  against=without     two arms instead: the scenario as it is and without the mechanism it is about, under its own
                      governance, assessment and regime, or those that are picked
  seeds=20            seeds 0 to 19; or a list: seeds=[1,5,9]
  days=N              if not given, as long as the regime's calendar, 360
  records=weeks       or runs, summary; months adds each worker's months, matters also each need and order (large)
  processes=N         worker processes; if not given, one per processor; results are the same for any number
  retry_failed=true   run seeds again of which a stored run failed
  language=en         or zh, of what is printed
"""

VALIDATE_HELP = """\
gewang validate [out=DIR] [WORD...]     patterns and claims of the sources against the model: at how many plausible
                                        settings does each hold, with its mechanism and without? Repeat to continue.
                                        来源中的模式与主张：在多少种合理设定下成立？去除机制后呢？重复同一命令即可继续

  gewang validate                         all patterns with their claims    列出全部模式
  gewang validate out=patterns            the quick size: 20 settings, ten minutes on two free cores
  gewang validate out=full size=full      500 settings, within two hours on two free cores: verdicts to rely on
  gewang validate out=some only=h02,p03 draws=100 language=zh

One set of runs serves all patterns: the distinct arms of those asked for run at every setting, on a small street of
three communities. Settings are drawn as a Latin hypercube from configs/factors/. Prints for each expectation size,
share of settings, verdict (appears, reverses, absent, depends) and what becomes of it with its mechanism off. In DIR
  validation.en.md, validation.zh.md, figures/ (English, Chinese; first the headline: ranking against pass/fail),
  settings.csv, effects.csv, verdicts.csv, headline.csv, runs/ (Parquet), provenance.json.

Settings
  out=DIR             folder for the results
  only=h02,p03        these patterns; if not given, all
  size=quick          or full: how many settings and seeds
  draws=N             plausible settings instead of the size's
  seeds=N             paired seeds at each setting instead of the size's (1; 2)
  run=false           judges what is stored so far, and runs nothing
  page=FILE.md        a copy of the English report, its first figure in images/ beside it
  processes=N         worker processes; if not given, one per processor; results are the same for any number
  retry_failed=true   run again what failed
  language=en         or zh, of what is printed
"""

PRESETS_HELP = """\
gewang presets [--json]     the places (scenarios) with their stories, and all picks
                            列出各个社区场景及其故事；--json 供程序读取

  gewang presets
  gewang presets --json
  gewang run scenario=l_community
"""


def _run(words: Sequence[str]) -> int:
    from experiments.run import run

    return run(words)


def _compare(words: Sequence[str]) -> int:
    from experiments.compare import compare

    return compare(words)


def _validate(words: Sequence[str]) -> int:
    from experiments.patterns import validate

    return validate(words)


def _presets(words: Sequence[str]) -> int:
    from experiments.presets import presets

    return presets(words)


COMMANDS: dict[str, tuple[str, Callable[[Sequence[str]], int]]] = {
    "run": (RUN_HELP, _run),
    "compare": (COMPARE_HELP, _compare),
    "validate": (VALIDATE_HELP, _validate),
    "presets": (PRESETS_HELP, _presets),
}
HELP_WORDS = ("-h", "--help")
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
        print(HELP, end="")
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
    from experiments.store import StoreError
    from sim.errors import ConfigurationError

    try:
        _refuse_unknown(command, words)
        return COMMANDS[command][1](words)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except (StoreError, ResultsError, FontError) as error:
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
        if word.startswith("-") and command != "presets":
            meant = word.lstrip("-") if "=" in word else "--help"
            allowed = "words of the form NAME=VALUE, or --help"
            raise ConfigurationError(word.partition("=")[0], shown(word), allowed, meant, "command line")


def _print_whatever_the_terminal_can() -> None:
    """A terminal without Chinese letters shows question marks instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
