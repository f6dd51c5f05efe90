// The pages beside the worlds: places to choose from, why to believe, what to take home.
"use strict";

function drawPlaces(state, onChoose) {
  d3.select("#place h2").text(word("place_heading"));
  d3.select("#place > p").text(word("place_note"));
  const cards = d3.select("#cards"), shown = `${document.documentElement.lang} ${state.game.place}`;
  if (cards.attr("data-shown") === shown) return;  // news of a run leave alone what somebody is reading
  cards.attr("data-shown", shown).selectAll("*").remove();
  for (const place of state.catalogue.places) {
    const card = cards.append("div").attr("class", "card");
    card.append("h3").text(told(place, "name"));
    card.append("p").text(told(place, "story"));
    const numbers = card.append("details").on("toggle", event => { if (event.target.open) fillNumbers(d3.select(event.target), place.id); });
    numbers.append("summary").text(word("numbers"));
    const source = card.append("details").attr("class", "quiet");
    source.append("summary").text(word("more"));
    source.append("p").text(told(place, "what_it_is"));
    card.append("button").attr("type", "button").attr("class", place.id === state.game.place ? "main" : "").attr("aria-label", `${word("choose")}${word("colon")}${told(place, "name")}`).text(word("choose"))
      .on("pointerenter focus", () => prepare(place.id)).on("click", () => onChoose(place.id));
  }
}

const prepared = new Set();
/** Let the server begin a place that somebody is about to take. */
function prepare(id) {
  if (prepared.has(id)) return;
  prepared.add(id);
  send("api/prepare", { place: id }).catch(trouble);
}

async function fillNumbers(box, id) {
  if (!box.select("dl").empty()) return;
  const list = box.append("dl");
  const numbers = await fetchJson(`api/places/${id}`).catch(trouble);
  if (!numbers) return;
  const isTold = Object.keys(numbers.told).length > 0;
  const own = numbers.communities.filter(community => [null, community.name].includes(numbers.focus));
  if (own.length > 1) addNumber("communities", own.length);
  for (const [name, field] of [["people", "residents"], ["homes", "households"], ["workers", "paid_workers"], ["leaders", "unpaid_grid_leaders"], ["compounds", "compounds"], ["buildings", "buildings"]])
    addNumber(name, d3.sum(own, community => community[field]), numbers.told[field]);
  if (own.length < numbers.communities.length) box.append("p").attr("class", "quiet").text(word("neighbours_assumed", { n: numbers.communities.length - own.length }));
  const ids = [...new Set(Object.values(numbers.told).flat())];
  if (isTold) listSources(box, ids, state);
  else box.append("p").attr("class", "quiet").text(word("all_assumed"));

  function addNumber(name, value, told = []) {
    if (value === 0) return;
    const row = list.append("div");
    row.append("dt").text(word(name));
    row.append("dd").text(value.toLocaleString(language)).append("span").attr("class", "quiet").text(!isTold ? "" : told.length ? ` ${told.join(", ")}` : ` ${word("assumed")}`);
  }
}

/** Which drawn settings stand behind the bands, and why the others do not. */
function drawPlausible(section, plausible) {
  section.append("h2").text(word("plausible_heading"));
  const card = section.append("div").attr("class", "card");
  card.append("p").text(plausibleSentence(plausible));
  card.append("p").text(word("plausible_rule"));
  for (const bound of plausible.left_out) {
    const number = value => (bound.percent ? `${+(100 * value).toFixed(1)} %` : String(value));
    const limit = bound.high === null ? word("bound_low", { value: number(bound.low) }) : word("bound_high", { value: number(bound.high) });
    card.append("h3").text(word("plausible_bound", { name: told(bound, "name"), limit, n: bound.n }));
    card.append("p").text(told(bound, "why"));
    listSources(card, bound.source, state);
  }
}

function plausibleSentence(plausible) { return word("plausible_short", { tried: plausible.tried, kept: plausible.kept, left: plausible.tried - plausible.kept }); }

function drawBelieve(state) {
  const section = d3.select("#believe");
  section.selectAll("*").remove();
  section.append("h2").text(word("believe_heading"));
  const list = section.append("ol").attr("class", "card").style("padding-left", "2rem");
  for (const key of ["caveat_1", "caveat_2", "caveat_3"]) list.append("li").text(word(key));
  section.append("p").text(word("believe_rule"));
  section.append("p").text(word("believe_strain"));
  if (state.numbers) drawPlausible(section, state.numbers.plausible);
  section.append("h2").text(word("believe_levers"));
  for (const lever of state.catalogue.levers) {
    const card = section.append("div").attr("class", "card").style("margin-bottom", ".5rem");
    card.append("h3").text(told(lever, "name"));
    explainLever(card, lever, state);
  }
}

/** What can be taken home, a card each: a page of paper, a page that opens anywhere, the settings, the full report. */
function drawHome(state, onLoad) {
  const section = d3.select("#home");
  section.selectAll("*").remove();
  section.append("h2").text(word("home_heading"));
  section.append("p").attr("class", "quiet").text(word("home_note"));
  const cards = section.append("div").attr("class", "cards"), isPlayed = state.play !== null && state.picture !== null;
  const card = name => {
    const box = cards.append("div").attr("class", "card").attr("id", `take-${name}`);
    box.append("h3").text(word(`take_${name}`));
    box.append("p").text(word(`take_${name}_note`));
    return box;
  };
  const button = (box, text, fetched, name) => box.append("button").attr("type", "button").attr("class", "main").property("disabled", !isPlayed).text(word(text))
    .on("click", event => takeFile(event.currentTarget, fetched, name()));
  button(card("handout"), "take_file_pdf", () => fetch(`api/plays/${state.play}/handout?lang=${language}`), () => `gewang-handout.${language}.pdf`);
  const replay = card("replay"), label = replay.append("label");
  const tick = label.append("input").attr("type", "checkbox").attr("id", "with-guesses").property("disabled", Object.keys(guesses.made).length === 0).node();
  label.append("span").text(" " + word("take_guesses"));
  button(replay, "take_file_page", () => post(`api/plays/${state.play}/replay`, replayWanted(tick.checked)), () => "gewang-replay.html");
  if (!isPlayed) cards.selectAll("button.main").each(function () { d3.select(this.parentNode).append("p").attr("class", "quiet").text(word("take_nothing_yet")); });
  const settings = card("settings");
  settings.append("button").attr("type", "button").text(word("save_settings")).on("click", () => download("gewang-settings.json", new Blob([JSON.stringify(state.game, null, 1)], { type: "application/json" })));
  const load = settings.append("label").attr("class", "pick").text(word("load_settings"));  // the browser's own button speaks its own language
  load.append("input").attr("type", "file").attr("accept", "application/json,.json").on("change", async event => {
    const file = event.target.files[0];
    if (file) onLoad(await file.text());
  });
  const report = card("report");
  report.append("pre").append("code").attr("translate", "no").text(`gewang workshop game=gewang-settings.json out=report language=${language}`);
}

function post(path, content) { return fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content) }); }

/** What the server is asked to put into a replay page; guesses leave the browser only if somebody ticked that. */
function replayWanted(withGuesses) {
  const sizes = Object.fromEntries(Object.entries(guesses.sizes).filter(([, size]) => size !== "" && Number.isFinite(+size)).map(([name, size]) => [name, +size]));
  return { language, community: story.community, ...(withGuesses ? { guesses: { made: guesses.made, sizes } } : {}) };
}

/** Fetch a file that takes a moment to make, and save it. */
async function takeFile(button, fetched, name) {
  const text = button.textContent;
  button.disabled = true;
  button.textContent = word("take_making");
  try {
    const response = await fetched();
    if (!response.ok) throw refusal(await response.json(), response);
    download(name, await response.blob());
    noTrouble();
  } catch (error) { trouble(error); }
  button.disabled = false;
  button.textContent = text;
}

function download(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
