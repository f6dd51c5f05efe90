// The community's buildings through the year, in both worlds; click one, a matter or a worker to read its story.
"use strict";
const COLOURS = { open: [0, 6], load: [0, 12] };
const LOAD_DAYS = 30;
const story = { community: 0, day: 1, speed: 4, colour: "open", chosen: null, timer: null, worlds: null, key: "" };

async function showMap(state) {
  const section = d3.select("#map");
  section.selectAll("*").remove();
  section.append("h2").text(word("map_heading"));
  section.append("p").attr("class", "quiet").text(word("map_note"));
  const wait = section.append("p").text(word("loading"));
  const key = JSON.stringify([state.game, story.community]);
  if (story.key !== key) {
    story.worlds = state.offline ? state.offline.story : await send("api/story", { ...state.game, community: story.community });
    story.key = key; story.chosen = null;
    for (const world of ["a", "b"]) indexStory(story.worlds[world]);
  }
  wait.remove();
  drawControls(section, state);
  const stage = section.append("div").attr("class", "stage");
  for (const world of ["a", "b"]) {
    const card = stage.append("div").attr("class", `card world ${world}`);
    card.append("h2").text(`${word("world_" + world)}: ${word(state.game[world].governance).split(/[：:]/)[0]} · ${word(state.game[world].assessment)}`);
    drawBuildings(card, world);
    card.append("p").attr("class", "count quiet");
  }
  drawLegend(section);
  section.append("p").attr("class", "quiet").text(word("click_hint"));
  section.append("div").attr("id", "detail");
  drawWorkers(section);
  showDay();
}

function indexStory(world) {
  world.places = new Map();
  world.byId = new Map();
  world.at = Object.fromEntries(world.fields.map((field, place) => [field, place]));
  for (const matter of world.matters) {
    const place = `${matter[world.at.compound]}/${matter[world.at.building]}`;
    if (!world.places.has(place)) world.places.set(place, []);
    world.places.get(place).push(matter);
    world.byId.set(matter[world.at.id], matter);
  }
}

function field(world, matter, name) { return matter[world.at[name]]; }
function endOf(world, matter) { return Math.min(field(world, matter, "resolved") ?? Infinity, field(world, matter, "ended") ?? Infinity); }
function isOpen(world, matter, day) { return field(world, matter, "arose") <= day && endOf(world, matter) > day; }

/** What a place is coloured by: matters open on a day, or hours worked on matters that ended in the last month. */
function loadOf(world, place, day) {
  const matters = world.places.get(place) ?? [];
  if (story.colour === "open") return matters.filter(matter => isOpen(world, matter, day)).length;
  return d3.sum(matters.filter(matter => endOf(world, matter) <= day && endOf(world, matter) > day - LOAD_DAYS), matter => field(world, matter, "hours_worked"));
}

function drawControls(section, state) {
  const bar = section.append("div").attr("class", "controls card");
  const names = state.numbers.communities;
  if (names.length > 1 && !state.offline) {
    const label = bar.append("label").text(word("map_community") + " ");
    label.append("select").on("change", event => { story.community = +event.target.value; stopPlaying(); showMap(state).catch(trouble); })
      .selectAll("option").data(names).join("option").attr("value", (_, row) => row).property("selected", (_, row) => row === story.community).text(community => told(community, "name"));
  }
  const play = bar.append("button").attr("type", "button").attr("id", "play").text(word(story.timer ? "pause" : "play")).on("click", () => {
    if (story.timer) stopPlaying();
    else story.timer = setInterval(() => { story.day = story.day >= 360 ? 1 : story.day + 1; showDay(); }, 1000 / story.speed);
    play.text(word(story.timer ? "pause" : "play"));
  });
  bar.append("output").attr("id", "day").style("min-width", "6rem");
  bar.append("input").attr("type", "range").attr("min", 1).attr("max", 360).attr("id", "days").attr("aria-label", word("day", { day: "" })).property("value", story.day).on("input", event => { story.day = +event.target.value; showDay(); });
  const speed = bar.append("label").text(word("speed") + " ");
  speed.append("select").on("change", event => { story.speed = +event.target.value; const was = story.timer; stopPlaying(); if (was) play.dispatch("click"); })
    .selectAll("option").data([2, 4, 10, 25]).join("option").attr("value", value => value).property("selected", value => value === story.speed).text(value => `${value} ×`);
  const colour = bar.append("label").text(word("map_colour") + " ");
  colour.append("select").on("change", event => { story.colour = event.target.value; drawLegend(section); showDay(); })
    .selectAll("option").data(["open", "load"]).join("option").attr("value", value => value).property("selected", value => value === story.colour).text(value => word("map_" + value));
}

function stopPlaying() { clearInterval(story.timer); story.timer = null; d3.select("#play").text(word("play")); }

/** Compounds as blocks of buildings in rows; the last tile of a block is its common ground. */
function drawBuildings(card, world) {
  const tale = story.worlds[world], width = Math.max(300, Math.min(560, card.node().clientWidth - 24)), tile = 22, blocks = [];
  let x = 0, y = 0, height = 0;
  tale.compounds.forEach((compound, row) => {
    const places = [...compound.buildings.keys(), -1], across = Math.ceil(Math.sqrt(places.length * 1.8));
    const block = { row, compound, places, across, width: Math.max(across * tile, 84), height: Math.ceil(places.length / across) * tile + 20 };
    if (x + block.width > width && x > 0) { x = 0; y += height + 12; height = 0; }
    Object.assign(block, { x, y });
    x += block.width + 16; height = Math.max(height, block.height);
    blocks.push(block);
  });
  const svg = card.append("svg").attr("viewBox", `-2 -2 ${width + 4} ${y + height + 6}`).attr("class", "buildings").style("width", "100%");
  for (const block of blocks) {
    const group = svg.append("g").attr("transform", `translate(${block.x},${block.y})`);
    group.append("text").attr("y", 12).text(told(block.compound, "name"));
    group.selectAll("rect").data(block.places).join("rect").attr("class", "building").attr("data-place", place => `${block.row}/${place}`)
      .attr("x", (_, place) => (place % block.across) * tile).attr("y", (_, place) => 18 + Math.floor(place / block.across) * tile)
      .attr("width", tile - 2).attr("height", tile - 2).attr("rx", place => (place === -1 ? 10 : 2)).attr("tabindex", 0).attr("role", "button")
      .attr("aria-label", place => placeName(block.compound, place))
      .on("click", (_, place) => choosePlace(block, place)).on("keydown", (event, place) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choosePlace(block, place); } })
      .append("title").text(place => placeName(block.compound, place));
  }
}

function placeName(compound, place) {
  const name = place === -1 ? word("ground") : `${word("building", { n: place + 1 })}${language === "zh" ? "，" : ", "}${word("households", { n: compound.buildings[place] })}`;
  return `${told(compound, "name")} ${name}`;
}

function shade(value) { const [low, high] = COLOURS[story.colour]; return d3.interpolateCividis(1 - Math.min(1, (value - low) / (high - low))); }

function drawLegend(section) {
  const legend = section.selectAll(".legend").data([0]).join("div").attr("class", "legend quiet");
  legend.selectAll("*").remove();
  const [low, high] = COLOURS[story.colour];
  legend.append("span").text(`${word("map_" + story.colour)}${word("colon")}${word("map_legend")}`);
  const svg = legend.append("svg").attr("width", 7 * 34).attr("height", 30);
  d3.range(7).forEach(step => {
    const value = low + step * (high - low) / 6;
    svg.append("rect").attr("x", step * 34).attr("width", 34).attr("height", 14).attr("fill", shade(value));
    svg.append("text").attr("x", step * 34 + 17).attr("y", 27).attr("text-anchor", "middle").text(step === 6 ? `${value}+` : value);
  });
}

function showDay() {
  d3.select("#day").text(word("day", { day: story.day }));
  d3.select("#days").property("value", story.day);
  for (const world of ["a", "b"]) {
    const tale = story.worlds[world], card = d3.select(`#map .world.${world}`);
    card.selectAll("rect.building").each(function () {
      d3.select(this).attr("fill", shade(loadOf(tale, this.dataset.place, story.day))).classed("chosen", this.dataset.place === story.chosen?.place);
    });
    card.select(".count").text(word("open_here", { n: tale.matters.filter(matter => isOpen(tale, matter, story.day)).length }));
  }
  if (story.chosen?.show && story.timer === null) story.chosen.show();
}

function choosePlace(block, place) {
  const key = `${block.row}/${place}`;
  story.chosen = { place: key, show: () => eachWorld((tale, box) => {
    box.append("h3").text(placeName(block.compound, place));
    const open = (tale.places.get(key) ?? []).filter(matter => isOpen(tale, matter, story.day));
    box.append("p").attr("class", "quiet").text(open.length ? word("open_here", { n: open.length }) : word("none_open"));
    const list = box.append("ul");
    for (const matter of open.slice(0, 30))
      list.append("li").append("button").attr("type", "button").attr("class", "link").text(matterName(tale, matter)).on("click", () => chooseMatter(field(tale, matter, "id")));
  }) };
  showDay();
  story.chosen.show();
}

function matterName(tale, matter) {
  const kind = field(tale, matter, "kind"), name = language === "zh" ? tale.words.kind_zh[kind] : tale.words.kind[kind].replaceAll("_", " ");
  return `${name}（${word("arose")} ${word("on_day", { day: Math.max(1, Math.ceil(field(tale, matter, "arose"))) })}）`.replace("（", language === "zh" ? "（" : " (").replace("）", language === "zh" ? "）" : ")");
}

/** The life of one matter in both worlds: the same need, met by different institutions. */
function chooseMatter(id) {
  story.chosen = { place: story.chosen?.place };
  eachWorld((tale, box) => {
    const matter = tale.byId.get(id);
    if (!matter) { box.append("p").text(word("not_in_world")); return; }
    box.append("h3").text(matterName(tale, matter));
    const list = box.append("ul");
    for (const [name, key] of [["arose", "arose"], ["voiced", "voiced"], ["dispatched", "dispatched"], ["response", "first_response"], ["closed", "closed_true"], ["resolved", "resolved"], ["ended", "lapsed"]]) {
      const day = field(tale, matter, name);
      if (day === null) continue;
      const closure = tale.words.closure[field(tale, matter, "closure")];
      const isFalse = name === "closed" && !((field(tale, matter, "resolved") ?? Infinity) <= day + 0.01);
      const says = isFalse ? "closed_false" : name === "ended" && closure === "neighbours" ? "by_neighbours" : key;
      list.append("li").text(`${word("on_day", { day: Math.max(0, day).toFixed(1) })}: ${word(says)}`);
    }
    if (field(tale, matter, "voiced") === null) list.append("li").text(word("never_voiced"));
    if (endOf(tale, matter) === Infinity) list.append("li").text(word("still_open"));
    const counts = [["n_orders", "orders_n"], ["n_handoffs", "handoffs_n"], ["n_rounds", "rounds_n"], ["hours_worked", "work_n"]].filter(([name]) => field(tale, matter, name) > 0).map(([name, key]) => word(key, { n: field(tale, matter, name) }));
    const route = field(tale, matter, "route");
    if (route >= 0) counts.unshift(`${word("via")} ${word("by_" + tale.words.route[route])}`);
    box.append("p").text(counts.join(language === "zh" ? "，" : ", "));
  });
}

function eachWorld(draw) {
  const detail = d3.select("#detail");
  detail.selectAll("*").remove();
  for (const world of ["a", "b"]) {
    const box = detail.append("div").attr("class", `card world ${world}`);
    box.append("h2").text(word("world_" + world));
    draw(story.worlds[world], box);
  }
}

function drawWorkers(section) {
  const holder = section.append("div").attr("class", "card");
  holder.append("h3").text(word("workers_here"));
  const list = holder.append("p").attr("class", "choices");
  story.worlds.a.workers.forEach((worker, row) => {
    list.append("button").attr("type", "button").text(`${workerName(story.worlds.a, worker)} ${row + 1}`).on("click", () => chooseWorker(row));
  });
}

function workerName(tale, worker) { return word(tale.words.worker_kind[worker.kind]); }

/** One worker's year in both worlds: hours by activity, month by month, strain beside it. */
function chooseWorker(row) {
  story.chosen = null;
  eachWorld((tale, box) => {
    const worker = tale.workers[row];
    if (!worker) return;
    box.append("h3").text(`${workerName(tale, worker)} ${row + 1}`);
    const totals = worker.hours.map((hours, activity) => ({ name: word("do_" + tale.words.activity[activity]), hours: d3.sum(hours) })).filter(entry => entry.hours > 0).sort((one, other) => other.hours - one.hours);
    const high = 1000, svg = box.append("svg").attr("viewBox", `0 0 420 ${totals.length * 22 + 4}`).style("width", "100%");
    const x = d3.scaleLinear([0, Math.max(high, d3.max(totals, entry => entry.hours))], [0, 210]);
    totals.forEach((entry, place) => {
      svg.append("text").attr("x", 118).attr("y", place * 22 + 15).attr("text-anchor", "end").text(entry.name);
      svg.append("rect").attr("x", 124).attr("y", place * 22 + 3).attr("height", 16).attr("width", x(entry.hours)).attr("fill", "var(--quiet)");
      svg.append("text").attr("x", 130 + x(entry.hours)).attr("y", place * 22 + 15).text(`${Math.round(entry.hours)} ${word("hours_short")}`);
    });
    box.append("p").text(`${word("strain")}: ${worker.strain.map(value => value.toFixed(2)).join(" ")}`);
  });
}
