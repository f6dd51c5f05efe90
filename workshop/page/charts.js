// Charts as SVG: bands by week of two worlds, with direct labels and an axis that does not move while pairs come in.
"use strict";
const SIZE = { widest: 760, narrowest: 280, narrow: 480, height: 210, left: 40, right: 52, top: 12, bottom: 26 };
const OUTCOMES = {
  workload: { number: "workload_hours_week", factor: 1, unit: "hours_short", decimals: 1, range: [30, 80] },
  response: { number: "need_based_days", factor: 1, unit: "days_short", decimals: 1, range: [0, 30] },
  participation: { number: "participation_share", factor: 100, unit: "points_short", decimals: 1, range: [0, 15] },
  strain: { number: "strain", factor: 1, unit: "plain_short", decimals: 2, range: [0, 0.5] },
};

const axes = {};  // outcome -> widest range so far, so that one picture can be compared with the next
function forgetAxes() { for (const name of Object.keys(axes)) delete axes[name]; }

/** Axis range: the usual one, widened in whole steps where curves leave it, and not narrowed while a place is played. */
function axisRange(curve, name) {
  const outcome = OUTCOMES[name];
  const values = [curve.a, curve.b].flatMap(band => [...band[0], ...band[2]]).filter(value => value !== null).map(value => value * outcome.factor);
  const [low, high] = axes[name] ?? outcome.range, step = (outcome.range[1] - outcome.range[0]) / 5;
  const bottom = Math.min(low, Math.floor((d3.min(values) ?? low) / step) * step);
  const top = Math.max(high, Math.ceil((d3.max(values) ?? high) / step) * step);
  return axes[name] = [bottom, top];
}

/** Bands of both worlds by week; holidays are marked because hours dip in them; says: the finding, read out with it. */
function bandChart(holder, name, curve, phases, weeks, { holidays = [], says = "" } = {}) {
  const width = Math.max(SIZE.narrowest, Math.min(SIZE.widest, holder.clientWidth || SIZE.widest)), isNarrow = width < SIZE.narrow;
  const outcome = OUTCOMES[name], inner = width - SIZE.right;
  const x = d3.scaleLinear([0.5, weeks + 0.5], [SIZE.left, inner]);
  const y = d3.scaleLinear(axisRange(curve, name), [SIZE.height - SIZE.bottom, SIZE.top]);
  const svg = d3.select(holder).selectAll("svg").data([0]).join("svg")
    .attr("viewBox", `0 0 ${width} ${SIZE.height}`).attr("role", "img").attr("aria-label", `${word("chart")} ${word(name)}, ${word(name + "_unit")}. ${says}`);
  svg.selectAll("*").remove();
  for (const phase of phases.filter(phase => phase.name === "emergency")) markDays(svg, x, phase, "emergency", word("phase_emergency"), 0);
  holidays.forEach((holiday, place) => markDays(svg, x, holiday, "holiday", word(holiday.name), isNarrow ? place : 0));
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${SIZE.height - SIZE.bottom})`).call(d3.axisBottom(x).ticks(isNarrow ? 5 : 10).tickSizeOuter(0));
  svg.append("g").attr("class", "axis").attr("transform", `translate(${SIZE.left},0)`).call(d3.axisLeft(y).ticks(5).tickSizeOuter(0));
  svg.append("text").attr("x", inner + 4).attr("y", SIZE.height - SIZE.bottom + 16).style("fill", "var(--quiet)").text(word("week"));
  const scaled = value => y(value * outcome.factor), known = value => value !== null;
  const line = d3.line().defined(known).x((_, week) => x(week + 1)).y(scaled);
  for (const world of ["a", "b"]) {
    const [low, middle, high] = curve[world];
    const area = d3.area().defined((_, week) => known(low[week])).x((_, week) => x(week + 1)).y0((_, week) => scaled(low[week])).y1((_, week) => scaled(high[week]));
    svg.append("path").attr("class", `band ${world}`).attr("d", area(low));
    for (const single of curve["singles_" + world]) svg.append("path").attr("class", `single ${world}`).attr("d", line(single));
    svg.append("path").attr("class", `mid ${world}`).attr("d", line(middle));
  }
  labelEnds(svg, curve, x, scaled);
}

/** Shade some days and name them at the top, or a line lower where names would meet; a name ends with the axis. */
function markDays(svg, x, days, kind, name, line) {
  const from = x(days.from / 7 + 0.5), to = x(days.to / 7 + 0.5), isLate = to > 0.95 * x.range()[1];
  svg.append("rect").attr("class", kind).attr("x", from).attr("width", to - from).attr("y", SIZE.top).attr("height", SIZE.height - SIZE.top - SIZE.bottom);
  svg.append("text").attr("class", "days").attr("x", isLate ? x.range()[1] : (from + to) / 2).attr("y", SIZE.top + 12 + 15 * line).attr("text-anchor", isLate ? "end" : "middle").text(name);
}

/** A and B at the ends of their lines, moved apart where they would overlap. */
function labelEnds(svg, curve, x, scaled) {
  const ends = ["a", "b"].map(world => {
    const middle = curve[world][1], week = d3.max(d3.range(middle.length).filter(place => middle[place] !== null)) ?? 0;
    return { world, x: x(week + 1) + 6, y: middle[week] === null ? 0 : scaled(middle[week]) };
  });
  const gap = 14 - Math.abs(ends[0].y - ends[1].y);
  if (gap > 0) {
    const [upper, lower] = ends[0].y <= ends[1].y ? ends : [ends[1], ends[0]];
    upper.y -= gap / 2; lower.y += gap / 2;
  }
  for (const end of ends) svg.append("text").attr("class", end.world).attr("x", end.x).attr("y", end.y + 4).text(end.world.toUpperCase());
}

function shown(value, outcome) { return value === null ? "–" : (value * outcome.factor).toFixed(outcome.decimals).replace("-0.0", "0.0").replace("-", "−"); }

/** One sentence on a difference A minus B, with its reach. */
function verdictSentence(name, number, of, smallest) {
  const outcome = OUTCOMES[name], ends = [number.difference[0], number.difference[2]];
  if (of < FEWEST) return word("too_few", { n: of });
  const sizes = ends.map(value => Math.abs(value)).sort((one, other) => one - other);
  const isSpread = ends[0] * ends[1] < 0;
  const values = {
    low: isSpread ? shown(0, outcome) : shown(sizes[0], outcome), high: shown(sizes[1], outcome), unit: word(outcome.unit), of,
    smallest: shown(smallest, outcome), a: number.n_a, b: number.n_b, same: number.n_same,
    n: { a: number.n_a, b: number.n_b, same: number.n_same, unclear: 0 }[number.higher],
  };
  const sentence = word("verdict_" + number.higher, values).replace(/ (?= |（|$)/g, "");  // where there is no unit
  return `${sentence}${language === "zh" ? "（" : " ("}${word("reach")}${language === "zh" ? "）" : ")"}`;
}

function numbersTable(holder, name, numbers) {
  const outcome = OUTCOMES[name], table = d3.select(holder).selectAll("table").data([0]).join("table");
  const span = band => `${shown(band[1], outcome)} (${shown(band[0], outcome)}–${shown(band[2], outcome)})`;
  const rows = ["whole", "normal", "emergency", "return"].filter(phase => numbers[phase] && (phase !== "normal" || numbers.emergency))
    .map(phase => [word("phase_" + phase), span(numbers[phase].a), span(numbers[phase].b), span(numbers[phase].difference), word("say_" + numbers[phase].higher)]);
  const cells = (row, kind) => row.selectAll(kind).data(data => data).join(kind).text(text => text);
  table.selectAll("thead").data([0]).join("thead").selectAll("tr").data([["when", "a", "b", "difference", "says"].map(key => word("col_" + key))]).join("tr").call(cells, "th");
  table.selectAll("tbody").data([0]).join("tbody").selectAll("tr").data(rows).join("tr").call(cells, "td");
}
