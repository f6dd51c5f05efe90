// The two columns of choices: governance, assessment, time, and at most eight levers in plain words.
"use strict";

/** Draw the choices of one world and report every change. */
function drawWorld(world, state, onChange) {
  const form = d3.select(`#world-${world}`), choice = state.game[world], other = world === "a" ? "b" : "a";
  form.selectAll("*").remove();
  form.append("h2").text(word("world_" + world));
  for (const [group, options] of Object.entries(state.catalogue.choices)) {
    const label = form.append("label").text(word(group));
    const select = label.append("select").attr("name", group).on("change", event => onChange(world, { [group]: event.target.value }));
    select.selectAll("option").data(options).join("option").attr("value", option => option).property("selected", option => option === choice[group]).text(option => word(option));
  }
  for (const lever of state.catalogue.levers) drawLever(form, lever, world, state, onChange);
  const buttons = form.append("p").attr("class", "lever");
  buttons.append("button").attr("type", "button").text(word("copy_from_" + other)).on("click", () => onChange(world, structuredClone(state.game[other])));
  buttons.append("span").text(" ");
  buttons.append("button").attr("type", "button").text(word("reset")).on("click", () => onChange(world, { levers: {} }));
}

function drawLever(form, lever, world, state, onChange) {
  const choice = state.game[world], own = state.numbers.levers[choice.assessment][lever.id];
  const value = choice.levers[lever.id] ?? own, isIdle = lever.only_for.length > 0 && !lever.only_for.includes(choice.assessment);
  const box = form.append("div").attr("class", "lever").classed("moved", lever.id in choice.levers).classed("idle", isIdle);
  const details = box.append("details"), summary = details.append("summary");
  const id = `${world}-${lever.id}`;
  summary.append("label").attr("for", id).style("margin", 0).text(told(lever, "name"));
  const output = summary.append("output").text(leverText(lever, value));
  details.append("p").text(told(lever, "means"));
  if (isIdle) details.append("p").text(word("idle_lever"));
  details.append("p").text(`${told(lever, "unit")}; ${word("range")} ${leverText(lever, lever.low)}–${leverText(lever, lever.high)}; ${word("source")}: ${lever.source.join(", ")}`);
  box.append("input").attr("type", "range").attr("id", id).attr("min", lever.low).attr("max", lever.high).attr("step", lever.step).property("value", value)
    .attr("aria-valuetext", leverText(lever, value))
    .on("input", event => output.text(leverText(lever, +event.target.value)))
    .on("change", event => {
      const levers = { ...choice.levers, [lever.id]: +event.target.value };
      if (levers[lever.id] === own) delete levers[lever.id];
      onChange(world, { levers });
    });
}

/** A position of a lever as people say it: its mark, a percentage, or the number. */
function leverText(lever, value) {
  const mark = lever.marks[value] ?? lever.marks[Number(value).toFixed(1)];
  if (mark) return mark[language === "zh" ? 1 : 0];
  if (lever.percent) return `${Math.round(100 * value)} %`;
  return String(+Number(value).toFixed(2)).replace("-", "−");
}
