// The two columns of choices: governance, assessment, time, and at most eight levers in plain words.
"use strict";
const PHONE = 520;  // on a screen no wider the levers are folded away at first

/** Draw the choices of one world and report every change. */
function drawWorld(world, state, onChange) {
  const form = d3.select(`#world-${world}`), choice = state.game[world], other = world === "a" ? "b" : "a";
  form.selectAll("*").remove();
  form.append("h2").text(word("world_" + world));
  for (const [group, options] of Object.entries(state.catalogue.choices)) {
    const label = form.append("label").text(word(group));
    const select = label.append("select").attr("name", group).attr("id", `${world}-${group}`).on("change", event => onChange(world, { [group]: event.target.value }));
    select.selectAll("option").data(options).join("option").attr("value", option => option).property("selected", option => option === choice[group]).text(option => word(option));
  }
  const levers = form.append("details").attr("id", `${world}-levers`).attr("class", "levers").attr("open", innerWidth > PHONE || document.getElementById(`${world}-levers`)?.open ? "" : null);
  levers.append("summary").text(word("levers"));
  for (const lever of state.catalogue.levers) drawLever(levers, lever, world, state, onChange);
  const buttons = levers.append("p").attr("class", "lever choices");
  buttons.append("button").attr("type", "button").attr("id", `${world}-copy`).text(word("copy_from_" + other)).on("click", () => onChange(world, structuredClone(state.game[other])));
  buttons.append("button").attr("type", "button").attr("id", `${world}-reset`).text(word("reset")).on("click", () => onChange(world, { levers: {} }));
}

function isIdle(lever, assessment) { return lever.only_for.length > 0 && !lever.only_for.includes(assessment); }

function drawLever(form, lever, world, state, onChange) {
  const choice = state.game[world], own = state.numbers.levers[choice.assessment][lever.id];
  const value = choice.levers[lever.id] ?? own, idle = isIdle(lever, choice.assessment), id = `${world}-${lever.id}`;
  const box = form.append("div").attr("class", "lever").classed("moved", lever.id in choice.levers).classed("idle", idle);
  const head = box.append("div").attr("class", "row");
  head.append("label").attr("for", id).text(told(lever, "name"));
  const output = head.append("output").text(idle ? "–" : leverText(lever, value));
  if (idle) box.append("p").attr("class", "quiet").text(word("idle_lever"));
  else box.append("input").attr("type", "range").attr("id", id).attr("min", lever.low).attr("max", lever.high).attr("step", lever.step).property("value", value)
    .attr("aria-valuetext", leverText(lever, value))
    .on("input", event => { output.text(leverText(lever, +event.target.value)); event.target.setAttribute("aria-valuetext", leverText(lever, +event.target.value)); })
    .on("change", event => {
      const levers = { ...choice.levers, [lever.id]: +event.target.value };
      if (levers[lever.id] === own) delete levers[lever.id];
      onChange(world, { levers });
    });
  const details = box.append("details").attr("id", `${id}-about`);
  details.append("summary").text(word("what_is_it"));
  explainLever(details, lever, state);
}

/** What a lever means, its unit and range, and where it comes from. */
function explainLever(box, lever, state) {
  box.append("p").text(told(lever, "means"));
  box.append("p").text(word("unit_and_range", { unit: told(lever, "unit"), low: leverText(lever, lever.low), high: leverText(lever, lever.high) }));
  listSources(box, lever.source, state);
}

/** The rows of evidence behind something, in words, each with the title of its text and its id in docs/evidence. */
function listSources(box, ids, state) {
  const list = box.append("ul").attr("class", "sources");
  for (const id of ids) {
    const source = state.catalogue.sources[id];
    list.append("li").text(word("source_line", { says: told(source, "says"), title: told(source, "title"), id }));
  }
}

/** A position of a lever as people say it: its mark, a percentage, or the number. */
function leverText(lever, value) {
  const mark = lever.marks[value] ?? lever.marks[Number(value).toFixed(1)];
  if (mark) return mark[language === "zh" ? 1 : 0];
  if (lever.percent) return `${Math.round(100 * value)} %`;
  return String(+Number(value).toFixed(2)).replace("-", "−");
}
