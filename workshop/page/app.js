// The page's state and its talk with the server; everything that is drawn lives in the other files.
"use strict";
const STEPS = ["place", "compare", "map", "believe", "home"];
const CURVES = ["workload", "response", "participation", "strain"];
const SILENCE_MS = 8_000;  // the server sends something every two seconds
const state = { step: "place", catalogue: null, numbers: null, game: null, picture: null, before: null, play: null, offline: null };
let news = null, lastWord = Date.now();

async function fetchJson(path, options) {
  const response = await fetch(path, options);
  const content = response.status === 204 || response.status === 202 ? {} : await response.json();
  if (!response.ok) throw new Error(content.error ?? response.statusText);
  return content;
}
function send(path, content) { return fetchJson(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content) }); }

function trouble(error) {
  const isDead = error instanceof TypeError;
  d3.select("#trouble").attr("hidden", null).text(isDead ? word("trouble_dead") : error.message);
}
function noTrouble() { d3.select("#trouble").attr("hidden", true); }

// --- playing ---------------------------------------------------------------------------------------------------------
async function play() {
  if (explorer.data) { state.picture = explorerPicture(state.game); drawResults(); return; }
  try {
    if (state.play) fetch(`api/plays/${state.play}`, { method: "DELETE" }).catch(() => {});
    const begun = await send("api/plays", state.game);
    noTrouble();
    state.play = begun.play;
    remember();
    listen();
  } catch (error) { trouble(error); }
}

function listen() {
  news?.close();
  news = new EventSource(`api/plays/${state.play}/news`);
  lastWord = Date.now();
  news.addEventListener("picture", event => {
    heard();
    const picture = JSON.parse(event.data);
    if (picture.error) trouble(new Error(picture.error));
    if (picture.n > 0) state.picture = picture;
    if (picture.n === picture.of || picture.error) { news.close(); news = null; }
    drawResults();
  });
  news.addEventListener("alive", heard);
}
function heard() { lastWord = Date.now(); noTrouble(); }
setInterval(() => { if (news && Date.now() - lastWord > SILENCE_MS) trouble(new TypeError()); }, 1_000);

function remember() {
  if (state.offline || explorer.data) return;
  const link = new URL(location.href);
  link.searchParams.set("play", state.play);
  link.searchParams.set("lang", language);
  history.replaceState(null, "", link);
  sessionStorage.setItem("gewang-game", JSON.stringify(state.game));
}

function change(world, part) {
  if (state.offline) { drawWorlds(); return; }  // what was played stays as it was
  state.before = { game: structuredClone(state.game), picture: state.picture };
  Object.assign(state.game[world], part);
  startGuess();
  state.picture = null;
  drawWorlds();
  drawResults();
  play();
}

async function takePlace(id) {
  state.game.place = id;
  state.numbers = await fetchJson(`api/places/${id}`).catch(trouble);
  if (!state.numbers) return;
  state.before = null; state.picture = null; story.community = Math.max(0, state.numbers.communities.findIndex(community => community.name === state.numbers.focus));
  startGuess();
  goTo("compare");
  play();
}

// --- drawing ---------------------------------------------------------------------------------------------------------
function drawWorlds() { for (const world of ["a", "b"]) drawWorld(world, state, change); }

function drawResults() {
  drawStatus();
  drawGuess(state, drawResults);
  const holder = d3.select("#outcomes"), picture = state.picture;
  holder.classed("covered", guesses.isOpen && picture !== null);
  holder.attr("aria-hidden", guesses.isOpen ? "true" : null);
  const cards = holder.selectAll("div.outcome").data(picture ? CURVES : [], name => name).join(enter => {
    const card = enter.append("div").attr("class", "card outcome");
    card.append("h3");
    card.append("p").attr("class", "says");
    card.append("div").attr("class", "chart");
    card.append("details").append("summary");
    return card;
  });
  if (!picture) return;
  const phases = state.catalogue.phases[[state.game.a, state.game.b].some(world => world.regime === "emergency") ? "emergency" : "normal"];
  cards.each(function (name) {
    const card = d3.select(this), outcome = OUTCOMES[name], numbers = picture.numbers[outcome.number];
    card.select("h3").text(`${word(name)}  ${word(name + "_unit")}`);
    card.select(".says").text(verdictSentence(name, numbers.whole, picture.n, state.catalogue.smallest[outcome.number]));
    bandChart(card.select(".chart").node(), name, picture.curves[name], phases, state.catalogue.weeks);
    card.select("summary").text(word("numbers"));
    numbersTable(card.select("details").node(), name, numbers);
  });
}

function drawStatus() {
  if (state.offline) { d3.select("#status").text(word("offline")); return; }
  const card = d3.select("#status"), picture = state.picture, of = state.catalogue.pairs, n = picture?.n ?? 0;
  card.selectAll("*").remove();
  card.append("div").text(n === of ? word("finished", { of }) : n ? word("running", { n, of }) : word("waiting"));
  card.append("div").attr("id", "progress").append("div").style("width", `${100 * n / of}%`);
  card.append("div").attr("class", "quiet").text(word("band_note", { of }));
  const buttons = card.append("div");
  if (news) buttons.append("button").attr("type", "button").text(word("stop")).on("click", () => { news?.close(); news = null; fetch(`api/plays/${state.play}`, { method: "DELETE" }).catch(trouble); drawStatus(); });
  if (state.before?.picture && n >= 5) buttons.append("button").attr("type", "button").attr("id", "replay").text(word("replay_change")).on("click", replayChange);
}

/** Show the picture before the last change for a moment, then the one after it. */
function replayChange() {
  const after = state.picture, game = state.game;
  Object.assign(state, { picture: state.before.picture, game: state.before.game });
  drawWorlds(); drawResults();
  d3.select("#replay").text(word("before_change"));
  setTimeout(() => { Object.assign(state, { picture: after, game }); drawWorlds(); drawResults(); d3.select("#replay").text(word("after_change")); }, 2_500);
}

function goTo(step) {
  state.step = step;
  if (step !== "map") stopPlaying();
  for (const name of STEPS) document.getElementById(name).hidden = name !== step;
  draw();
  if (step === "map") showMap(state).catch(trouble);
}

function draw() {
  document.documentElement.lang = language;
  document.title = word("title");
  drawFile(state);
  d3.select("#title").text(word("title"));
  d3.select("#language").text(word("other_language")).on("click", () => { language = language === "zh" ? "en" : "zh"; remember(); draw(); if (state.step === "map") showMap(state).catch(trouble); });
  d3.select("#where").text(state.numbers ? told(state.catalogue.places.find(place => place.id === state.game.place), "name") : "");
  d3.select("#steps").selectAll("button").data(STEPS.filter(step => !state.offline || !["place", "home"].includes(step))).join("button").attr("role", "tab").attr("aria-selected", step => step === state.step).text(step => word("step_" + step))
    .property("disabled", step => !state.numbers && ["compare", "map"].includes(step)).on("click", (_, step) => goTo(step));
  drawBelieve(state);
  if (!state.offline) { drawPlaces(state, takePlace); drawHome(state, loadSettings); }
  if (state.numbers) { drawWorlds(); drawResults(); }
}

async function loadSettings(text) {
  try {
    state.game = (await send("api/games", JSON.parse(text))).game;
    await takePlace(state.game.place);
  } catch (error) { trouble(error); }
}

/** Show what was played, from the data in the file itself. */
function beginOffline() {
  language = REPLAY.language;
  Object.assign(state, { catalogue: REPLAY.catalogue, numbers: REPLAY.numbers, game: REPLAY.game, picture: REPLAY.picture, offline: REPLAY });
  story.community = REPLAY.community;
  guesses.isOn = false; guesses.isOpen = false;
  goTo("compare");
}

async function begin() {
  if (typeof EXPLORER !== "undefined") { beginExplorer(EXPLORER).catch(trouble); return; }
  if (typeof REPLAY !== "undefined") { beginOffline(); return; }
  try {
    state.catalogue = await fetchJson("api/catalogue");
    state.game = structuredClone(state.catalogue.default);
    const link = new URLSearchParams(location.search), kept = sessionStorage.getItem("gewang-game");
    if (link.get("play") && kept) {
      state.game = JSON.parse(kept);
      state.play = link.get("play");
      state.numbers = await fetchJson(`api/places/${state.game.place}`);
      goTo("compare");
      listen();
    } else draw();
  } catch (error) { trouble(error); }
}
begin();
