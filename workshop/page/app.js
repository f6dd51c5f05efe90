// The page's state and its talk with the server; everything that is drawn lives in the other files.
"use strict";
const STEPS = ["place", "compare", "map", "believe", "home"];
const CURVES = ["workload", "response", "participation", "strain"];
const SILENCE_MS = 8_000;  // the server sends something every two seconds
const FEWEST = 5;  // pairs before anything is said of a difference
const REPLAY_MS = 2_500;
const AGAIN_MS = 1_000;
const state = { step: "compare", catalogue: null, numbers: null, game: null, picture: null, before: null, play: null, isStopped: false, replaying: "", offline: null };
let news = null, lastWord = Date.now(), turns = 0;

async function fetchJson(path, options) {
  const response = await fetch(path, options);
  const content = response.status === 204 || response.status === 202 ? {} : await response.json();
  if (!response.ok) throw refusal(content, response);
  return content;
}
function refusal(content, response) { return new Error((language === "zh" && content.error_zh) || content.error || response.statusText); }
function send(path, content) { return fetchJson(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content) }); }

function trouble(error, told = "trouble_told") {
  const isDead = error instanceof TypeError;  // what fetch throws where nobody answers
  d3.select("#trouble").attr("hidden", null).classed("dead", isDead).text(isDead ? word("trouble_dead") : word(told, { text: error.message }));
}
function noTrouble() { d3.select("#trouble").attr("hidden", true); }

// --- playing ---------------------------------------------------------------------------------------------------------
async function play() {
  if (explorer.data) { state.picture = explorerPicture(state.game); drawResults(); return; }
  const turn = ++turns;
  try {
    leave(state.play);
    const begun = await send("api/plays", state.game);
    if (turn !== turns) { leave(begun.play); return; }  // meanwhile something else was asked for, or nothing any more
    noTrouble();
    Object.assign(state, { play: begun.play, isStopped: false });
    remember();
    listen();
  } catch (error) { if (turn === turns) trouble(error); }
}
function leave(play) { if (play) fetch(`api/plays/${play}`, { method: "DELETE" }).catch(() => {}); }

function listen() {
  news?.close();
  news = new EventSource(`api/plays/${state.play}/news`);
  lastWord = Date.now();
  news.addEventListener("picture", event => {
    heard();
    const picture = JSON.parse(event.data);
    if (picture.error) trouble(new Error(picture.error), "trouble_run");
    if (picture.n > 0) state.picture = picture;
    if (picture.is_over) { hangUp(); state.isStopped = picture.n < picture.of; }
    drawResults(true);
  });
  news.addEventListener("alive", heard);
  // A server that answers and knows nothing of the play was started anew; one that does not answer is waited for. A page
  // that is being left hears the same, so that a moment is waited in which it is gone.
  news.addEventListener("error", () => setTimeout(() => { if (news?.readyState === EventSource.CLOSED) { hangUp(); play(); } }, AGAIN_MS));
}
function hangUp() { news?.close(); news = null; }
function stop() {
  turns += 1;
  hangUp();
  state.isStopped = true;
  fetch(`api/plays/${state.play}`, { method: "DELETE" }).catch(trouble);
  drawResults();
}
function heard() { lastWord = Date.now(); if (d3.select("#trouble").classed("dead")) noTrouble(); }
setInterval(() => { if (news && Date.now() - lastWord > SILENCE_MS) trouble(new TypeError()); }, 1_000);

function remember() {
  if (state.offline || explorer.data) return;
  const link = new URL(location.href);
  if (state.play) link.searchParams.set("play", state.play);
  link.searchParams.set("lang", language);
  history.replaceState(null, "", link);
  sessionStorage.setItem("gewang-room", JSON.stringify({ game: state.game, guesses }));
}

function change(world, part) {
  if (state.offline || state.replaying) { drawWorlds(); return; }  // what was played stays as it was
  if (state.picture) state.before = { game: structuredClone(state.game), picture: state.picture };
  Object.assign(state.game[world], part);
  startGuess();
  Object.assign(state, { picture: null, isStopped: false });
  drawWorlds();
  drawResults();
  play();
}

async function takePlace(id) {
  state.game.place = id;
  startGuess();
  Object.assign(state, { before: null, picture: null, isStopped: false, replaying: "" });
  forgetAxes();
  const begun = play();
  await takeNumbers();
  if (state.numbers) goTo("compare");
  await begun;
}

async function takeNumbers() {
  state.numbers = await fetchJson(`api/places/${state.game.place}`).catch(trouble);
  if (state.numbers) story.community = Math.max(0, state.numbers.communities.findIndex(community => community.name === state.numbers.focus));
}

// --- drawing ---------------------------------------------------------------------------------------------------------
/** Draw, and leave the keyboard where it was, or at the element with an id. */
function keepingFocus(draw, id = document.activeElement?.id) {
  const open = [...document.querySelectorAll("details[open][id]")].map(details => details.id);
  draw();
  for (const details of open) document.getElementById(details)?.setAttribute("open", "");
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
}

function drawWorlds() { keepingFocus(() => { for (const world of ["a", "b"]) drawWorld(world, state, change); }); }

function redrawGuess(id) {
  keepingFocus(() => drawResults(), id);
  if (state.play) remember();
}

function drawResults(isNews = false) {
  if (!state.numbers) return;
  keepingFocus(drawStatus);
  if (!isNews || !guesses.isOpen) keepingFocus(() => drawGuess(state, redrawGuess));  // news must not disturb who is typing
  const holder = d3.select("#outcomes"), picture = state.picture;
  holder.classed("covered", guesses.isOpen && picture !== null).property("inert", guesses.isOpen);
  const cards = holder.selectAll("div.outcome").data(picture ? CURVES : [], name => name).join(enter => {
    const card = enter.append("div").attr("class", "card outcome");
    card.append("h3");
    card.append("p").attr("class", "says");
    card.append("div").attr("class", "chart");
    card.append("details").append("summary");
    return card;
  });
  if (!picture) return;
  const regime = [state.game.a, state.game.b].some(world => world.regime === "emergency") ? "emergency" : "normal";
  cards.each(function (name) {
    const card = d3.select(this), outcome = OUTCOMES[name], numbers = picture.numbers[outcome.number];
    const says = verdictSentence(name, numbers.whole, picture.n, state.catalogue.smallest[outcome.number]);
    card.select("h3").text(word(name)).append("span").attr("class", "quiet").text(" " + word(name + "_unit"));
    card.select(".says").text(says);
    const holidays = name === "workload" ? state.numbers.holidays : [];
    bandChart(card.select(".chart").node(), name, picture.curves[name], state.catalogue.phases[regime], state.catalogue.weeks, { holidays, says });
    card.select("summary").text(word("numbers"));
    numbersTable(card.select("details").node(), name, numbers);
  });
}

function drawStatus() {
  const card = d3.select("#status"), picture = state.picture, of = state.catalogue.pairs, n = picture?.n ?? 0;
  card.selectAll("*").remove();
  const progress = state.isStopped ? word("stopped", { n }) : n === of ? word("finished", { of }) : n ? word("running", { n, of }) : word("waiting");
  card.append("div").attr("role", "status").text(state.replaying ? word(state.replaying) : state.offline ? word("offline") : progress);
  if (!state.offline) card.append("div").attr("id", "progress").append("div").style("width", `${100 * n / of}%`);
  card.append("div").attr("class", "quiet").text(`${word("band_note", { of })} ${plausibleSentence(state.numbers.plausible)}`);
  const buttons = card.append("div").attr("class", "buttons");
  if (news) buttons.append("button").attr("type", "button").attr("id", "stop").text(word("stop")).on("click", stop);
  else if (n < of && !state.offline) buttons.append("button").attr("type", "button").attr("id", "again").text(word("again")).on("click", play);
  if (state.before && n >= FEWEST && !news && !state.replaying && !guesses.isOpen) buttons.append("button").attr("type", "button").attr("id", "replay").text(word("replay_change")).on("click", replayChange);
}

/** Show the picture before the last change for a moment, then the one after it. */
function replayChange() {
  const after = { picture: state.picture, game: state.game, replaying: "" };
  const show = what => { Object.assign(state, what); drawWorlds(); drawResults(); };
  show({ picture: state.before.picture, game: state.before.game, replaying: "before_change" });
  setTimeout(() => { if (state.replaying) show(after); }, REPLAY_MS);  // unless another place was taken meanwhile
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
  d3.select("#steps").selectAll("button").data(STEPS.filter(step => !state.offline || !["place", "home"].includes(step))).join("button").attr("id", step => `step-${step}`).attr("aria-current", step => (step === state.step ? "page" : null)).text(step => word("step_" + step))
    .property("disabled", step => !state.numbers && ["compare", "map"].includes(step)).on("click", (_, step) => goTo(step));
  keepingFocus(() => drawBelieve(state));
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
    draw();
    const link = new URLSearchParams(location.search), kept = sessionStorage.getItem("gewang-room");
    if (!link.get("play") || !kept) {
      const asked = state.catalogue.places.find(place => place.id === link.get("place"));
      await takePlace(asked?.id ?? state.game.place);
      return;
    }
    const { game, guesses: said } = JSON.parse(kept);  // somebody reloads the page: the play goes on
    Object.assign(state, { game, play: link.get("play") });
    Object.assign(guesses, said);
    await takeNumbers();
    goTo("compare");
    listen();
  } catch (error) { trouble(error); }
}
d3.select(window).on("resize", () => { if (state.picture) drawResults(true); });  // charts are drawn as wide as there is room
begin();
