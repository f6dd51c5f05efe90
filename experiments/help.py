"""What ``gewang --help`` and the help of each command say. Nothing is imported here, so that help is there at once."""

from __future__ import annotations

HELP = """\
gewang 格网: a laboratory of residents' community governance
社区治理实验室：网格、网络与混合治理，在排名、达标或不考核之下，平时与应急

  gewang presets                      which places there are, with their stories    有哪些社区
  gewang run                          one year of a street of eight communities     模拟一年
  gewang run scenario=l_community governance=hybrid assessment=pass_fail regime=emergency
  gewang compare out=results          the main job: 18 arms, 20 seeds, 2 minutes    比较各种组合

  gewang validate out=patterns        which patterns of the sources does the model show?  模型再现了哪些模式
  gewang sensitivity DIR              which factors of a sweep matter?              哪些因素有影响
  gewang discover DIR target="..."    under which conditions does it hold?          在什么条件下成立

  gewang sweep study=NAME out=DIR     every point of a design with every seed, up to a hundred thousand runs  批量模拟
  gewang status DIR                   how far is it? from another terminal          进度如何

  gewang figures results              all figures of a results directory           画出全部图
  gewang explain results grid/none hybrid/none       why do two arms differ?         两组为何不同
  gewang report results               one file to read, print and send on          一份完整报告
  gewang workshop                     a page for a room, no internet needed         工作坊页面

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
  retry_failed=true   run again what failed
  run_timeout=N       seconds after which a run is ended and counts as failed
  language=en         or zh, of what is printed
"""

VALIDATE_HELP = """\
gewang validate [out=DIR] [WORD...]     patterns and claims of the sources against the model: at how many drawn
                                        settings does each hold, with its mechanism and without? Repeat to continue.
                                        来源中的模式与主张：在多少种抽取的设定下成立？去除机制后呢？重复同一命令即可继续

  gewang validate                         all patterns with their claims    列出全部模式
  gewang validate out=patterns            the quick size: 20 settings, ten minutes on two free cores
  gewang validate out=full size=full      500 settings, within two hours on two free cores: verdicts to rely on
  gewang validate out=some only=h02,p03 draws=100 language=zh

One set of runs serves all patterns: the distinct arms of those asked for run at every setting, on a small street of
three communities. Settings are drawn as a Latin hypercube from configs/factors/. Prints for each expectation size,
share of settings, verdict (appears, reverses, absent, depends), the verdict at plausible settings alone where it is
another (configs/factors/plausible.yaml), and what becomes of it with its mechanism off. In DIR
  validation.en.md, validation.zh.md, figures/ (English, Chinese; first the headline: ranking against pass/fail),
  settings.csv, plausible.csv, effects.csv, verdicts.csv, headline.csv, runs/ (Parquet), provenance.json.

Settings
  out=DIR             folder for the results
  only=h02,p03        these patterns; if not given, all
  size=quick          or full: how many settings and seeds
  draws=N             drawn settings instead of the size's
  seeds=N             paired seeds at each setting instead of the size's (1; 2)
  run=false           judges what is stored so far, and runs nothing
  page=FILE.md        a copy of the English report, its first figure in images/ beside it
  processes=N         worker processes; if not given, one per processor; results are the same for any number
  retry_failed=true   run again what failed
  run_timeout=N       seconds after which a run is ended and counts as failed
  language=en         or zh, of what is printed
"""

SWEEP_HELP = """\
gewang sweep study=NAME out=DIR [WORD...]     every point of a design (configs/study/NAME.yaml) with every seed; repeat
                                              the command to continue: nothing that is finished is run again or lost
                                              按设计批量模拟：每个设计点配每个随机种子；重复同一命令即可继续，不丢失、不重算

  gewang sweep study=NAME out=big
  gewang sweep study=NAME out=big replications=40         the same folder again: only the new seeds are run
  gewang sweep study=NAME out=big engine=dask scheduler=tcp://10.0.0.1:8786
  gewang sweep study=NAME out=big shard=$SLURM_ARRAY_TASK_ID nshards=64
  gewang sweep study=NAME out=big --multirun shard=0,1,2,3 nshards=4 hydra/launcher=joblib

Leaves in DIR runs/ and other tables (Parquet, docs/tables.md; runs also tells the point), design.parquet (one row per
point with its factors) and provenance.json. The bytes are the same for any engine, number of workers and interruption.
Ctrl-C stops. Another design, configuration or version of the model under the same DIR is refused. docs/howto_sweeps.md
has the commands for a laptop, a server and a cluster. All other words go to the design.

Settings
  study=NAME          the design
  out=DIR             folder for the results
  replications=N      seeds per point; if not given, as the study says; more may be asked for later
  records=runs        or summary, weeks, months, matters: how much detail goes to the tables
  processes=N         worker processes; if not given, one per processor
  retry_failed=true   run again what failed
  run_timeout=N       seconds after which a run is ended and counts as failed
  engine=local        or dask, for more than one machine (installed with gewang[dask])
  scheduler=ADDRESS   of a Dask scheduler; if not given, engine=dask starts workers here
  shard=0             run one stretch of the study only; shards may run at the same time on different machines
  nshards=N           number of stretches; afterwards the command without shard merges what they left
  --multirun, -m      let Hydra start the shards; hydra/launcher=... picks who runs them
  language=en         or zh, of what is printed
"""

STATUS_HELP = """\
gewang status DIR [--watch]     how far a sweep, comparison or study is, from another terminal: runs done, failed, rate,
                                time left                                     从另一个终端查看进度、速度和剩余时间

  gewang status big
  gewang status big --watch       again every two seconds, until it is finished or Ctrl-C
  gewang status big language=zh
"""

FIGURES_HELP = """\
gewang figures DIR [WORD...]     all figures of a results directory, each with one sentence computed from the data
                                 画出一个结果目录的全部图，每幅图附一句由数据算出的说明

  gewang figures results
  gewang figures results lang=zh formats=[svg,pdf]
  gewang figures results only=[effects,interaction] out=chosen

Draws what the tables allow; of the rest it says what they need, for example records=matters. Prints the sentences;
leaves NAME.LANGUAGE.png in DIR/figures, and beside them statistics.csv: paired differences with bootstrap intervals,
effect sizes, corrected p values and equivalence.

  outcomes effects interaction      arms against the reference; ranking and pass/fail, emergency and normal time
  weeks lines participation who     week by week; whose hours; of their own accord or mobilised; age and hukou
  response urgency                  what is reported and what is true; by urgency        (urgency: records=matters)
  scores ranks                      around the standard; place against load
  kinds activities worker           by kind of actor, by activity, one worker            (records=months)
  flow story map                    from origin to closure; one matter; every building   (records=matters)

Settings
  language=en         or zh, of figures and sentences; lang=zh will do
  formats=png         or svg, pdf, or a list: formats=[png,svg]
  only=NAME           or a list: only=[flow,map]
  out=DIR             folder for the figures; if not given, DIR/figures
  processes=N         worker processes; if not given, one per processor
"""

WORKSHOP_HELP = """\
gewang workshop [WORD...]     a page for a room: two worlds side by side, levers, guesses first; no internet
                              工作坊页面：两个世界并排，先猜后看，不需要互联网

  gewang workshop
  gewang workshop language=en
  gewang workshop port=9000 browser=false
  gewang workshop game=gewang-settings.json out=report     the full report of what was played    活动后的完整报告
  gewang workshop explorer=explorer.html        a page with some hundred worlds for people without Python  离线探索页

Settings
  port=8642           of the page; 0: any free one
  host=127.0.0.1      this computer only. Another address opens the page to everybody in that network, without a
                      password: they can run the model on this computer, and read and write nothing else
  processes=N         worker processes; if not given, one per processor
  browser=false       do not open the page in the browser
  language=zh         or en, in which the page opens
Of a saved game     game=FILE (the page's own file), out=DIR, seeds=20, records=weeks, retry_failed=true; repeat the
                    command to continue. Leaves reports and handouts in both languages beside the tables
Of an explorer      explorer=NAME.html, out=DIR for its runs (NAME.runs if not given), retry_failed=true; six to nine
                    minutes of one processor; repeat the command to continue
"""

EXPLAIN_HELP = """\
gewang explain DIR ARM ARM [WORD...]     why do two arms of a comparison differ? Switches groups of mechanisms from one
                                         arm to the other and shares the difference out. Repeat it to continue.
                                         两组为何不同？逐组切换机制，并把差值分摊给各机制；重复同一命令即可继续

  gewang explain results grid/none hybrid/none
  gewang explain results grid/ranking grid/pass_fail by=channels
  gewang explain results grid/none network/ranking under=emergency seeds=20
  gewang explain micro as_it_is without         each value that takes the scenario's mechanism away, by itself

The configuration is the one stored in DIR. Prints each part's Shapley value with its interval over seeds, for workload,
response time, participation and strain; the values sum to the difference. Leaves in DIR/explain_... (or out=)
  explanation.csv, runs/ (Parquet), figures/ (waterfalls, English and Chinese), provenance.json.

Settings
  by=institutions     switches routes, responsibility, duties, platform, stakes ... between the two arms; or
  by=channels         opens and shuts, in both arms, pretending, stakes that reach workers, call-backs
  under=normal        the regime, one of the comparison's; its first if not given
  seeds=5             seeds 0 to 4; or a list
  orders=32           orders drawn where there are more than six parts; fewer are taken in all orders
  out=DIR, formats=png, processes=N, retry_failed=true, language=en      as elsewhere
"""

REPORT_HELP = """\
gewang report DIR [WORD...]     one HTML file with question, answers, figures, claims, parameters, limits and provenance
                                of a results directory; needs no network    一个可离线打开、可打印的完整报告

  gewang report results
  gewang report results lang=zh
  gewang report results handout=true lang=zh         beside it a page for a workshop (PDF, A4)    另附一页讲义
  gewang report results only=[outcomes,effects,who]  other figures than the usual ones

Every sentence is computed from the tables and says how far it reaches. Leaves report.LANGUAGE.html in DIR, and
handout.LANGUAGE.pdf if asked.

Settings
  language=en         or zh; lang=zh will do
  handout=false       or true
  only=NAME           or a list: which figures (gewang figures --help); a comparison's usual ones if not given
  out=DIR             folder for the files; if not given, DIR
"""

PRESETS_HELP = """\
gewang presets [--json]     the places (scenarios) with their stories, and all picks
                            列出各个社区场景及其故事；--json 供程序读取

  gewang presets
  gewang presets --json
  gewang run scenario=l_community
"""

SENSITIVITY_HELP = """\
gewang sensitivity DIR [WORD...]     which factors of a sweep matter, how much, and how many seeds are enough
                                     批量模拟中哪些因素有影响、影响多大、需要多少随机种子

  gewang sensitivity DIR
  gewang sensitivity DIR outcome=workload_hours_week precision=1
  gewang sensitivity DIR outcome="workload_hours_week[assessment=ranking] - workload_hours_week[assessment=pass_fail]"
  gewang sensitivity DIR language=zh

DIR is what gewang sweep has filled. The design decides what can be said: Sobol (alone and total, as shares of the
variance), Morris (size of effects), factorial (shares of variance), one-at-a-time (paired differences), any other
sample (PAWN). Luck of the seeds is taken off or stands beside; what cannot be told from zero is said to be so.
Leaves in DIR: sensitivity_OUTCOME.csv, figures/ (English, Chinese).

Settings
  outcome=NAME        an outcome of the study, or a sum of some, each under levers in brackets; if not given, each one
  precision=X         half-width of the 95 % interval over seeds that is wanted, in the outcome's unit; if not given,
                      the smallest effect of interest (2 hours a week, half a day, 1 point)
  language=en         or zh, of what is printed
"""

DISCOVER_HELP = """\
gewang discover DIR target="..." [WORD...]     under which conditions does something hold in a sweep?
                                               批量模拟中，某一结论在什么条件下成立？

  gewang discover DIR target="workload_hours_week[assessment=ranking] < workload_hours_week[assessment=pass_fail] - 2"
  gewang discover DIR target="need_based_days[governance=network] < need_based_days[governance=grid]"
  gewang discover DIR target="workload_hours_week > 60 and participation_share < 0.1" language=zh

Finds groups of settings by a small tree (at most three conditions) that is cut back and checked on settings that it has
not seen; says how often each factor is found again, and where chance may have decided. Levers that the target does not
name are conditions as well. Leaves in DIR: discovery_TARGET.csv, figures/ (English, Chinese).

Settings
  target=TEXT         in quotes: outcomes, numbers, + - * / and brackets; < <= > >=; and, or; levers in [ ]
  language=en         or zh, of what is printed
"""
