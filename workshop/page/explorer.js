// Pages that open from disk: the explorer, with worlds that were computed beforehand, any two side by side; and what a
// replay tells beside the pictures. Everything is in the file itself.
"use strict";
const PHASE_NAMES = ["whole", "normal", "emergency", "return"];
const explorer = { data: null };

/** Unpack what the file holds. */
async function openExplorer(packed) {
  const bytes = Uint8Array.from(atob(packed), letter => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  explorer.data = JSON.parse(await new Response(stream).text());
  explorer.data.places = new Map(explorer.data.worlds.map((name, place) => [name, place]));
  return explorer.data;
}

/** Name of a world as it was stored; levers that do nothing under its assessment are not in it. */
function worldName(choice) {
  const own = explorer.data.numbers.levers[choice.assessment];
  const levers = explorer.data.catalogue.levers.filter(lever => !lever.only_for.length || lever.only_for.includes(choice.assessment));
  return [choice.governance, choice.assessment, choice.regime, ...levers.map(lever => `${lever.id}=${+(choice.levers[lever.id] ?? own[lever.id])}`)].join("/");
}

/** The same picture that the server sends of two worlds (workshop/band.py). */
function explorerPicture(game) {
  const { catalogue, curves, runs, steps, places } = explorer.data, [a, b] = [game.a, game.b].map(choice => places.get(worldName(choice)));
  const picture = { n: catalogue.pairs, of: catalogue.pairs, error: "", curves: {}, numbers: {} };
  for (const name of Object.keys(curves)) {
    const [of_a, of_b] = [a, b].map(place => curves[name][place].map(row => unpacked(row, steps[name])));
    picture.curves[name] = { a: of_a.slice(0, 3), b: of_b.slice(0, 3), singles_a: of_a.slice(3), singles_b: of_b.slice(3) };
  }
  for (const name of Object.keys(runs)) {
    picture.numbers[name] = {};
    PHASE_NAMES.forEach((phase, place) => {
      const [of_a, of_b] = [runs[name][a][place], runs[name][b][place]];
      const difference = of_a.map((value, pair) => (value === null || (of_b[pair] ?? null) === null ? null : value - of_b[pair])).filter(value => value !== null);
      if (difference.length) picture.numbers[name][phase] = { a: bandOf(of_a), b: bandOf(of_b), difference: bandOf(difference), ...verdictOf(difference, catalogue.smallest[name], catalogue.clear_share) };
    });
  }
  return picture;
}

function unpacked(row, step) {
  let last = 0;
  return row.map(change => (change === null ? null : (last += change) * step));
}

/** Percentiles of the known values, in a straight line between neighbours. */
function bandOf(values) {
  const known = values.filter(value => value !== null).sort((one, other) => one - other);
  return explorer.data.catalogue.band.map(percent => d3.quantileSorted(known, percent / 100));
}

/** What may be said of a difference: see verdict in workshop/band.py. */
function verdictOf(known, smallest, share) {
  const n_a = known.filter(value => value >= smallest).length, n_b = known.filter(value => value <= -smallest).length, n_same = known.length - n_a - n_b;
  const clear = [["a", n_a], ["b", n_b], ["same", n_same]].find(([, n]) => n >= share * known.length);
  return { higher: clear ? clear[0] : "unclear", n_a, n_b, n_same };
}

/** Show two worlds of many; they can be moved, but the steps that need a server are left out. */
async function beginExplorer(packed) {
  const data = await openExplorer(packed);
  for (const step of ["place", "map", "home"]) { document.getElementById(step).hidden = true; STEPS.splice(STEPS.indexOf(step), 1); }
  Object.assign(state, { catalogue: data.catalogue, numbers: data.numbers, game: structuredClone(data.catalogue.default) });
  goTo("compare");
  startGuess();
  play();
}

/** What a file tells of itself: where the explorer comes from, or what the room had guessed. */
function drawFile(state) {
  const said = state.offline?.guesses, card = d3.select("#file").attr("hidden", explorer.data || said ? null : true);
  card.selectAll("*").remove();
  if (explorer.data) card.append("p").attr("class", "quiet").text(word("explorer_note", explorer.data.made));
  if (!said) return;
  card.append("h2").text(word("kept_guesses"));
  for (const [name, made] of Object.entries(said.made)) {
    const number = state.picture.numbers[OUTCOMES[name].number].whole, size = said.sizes[name];
    const verdict = number.higher === "unclear" ? "open" : number.higher === made ? "right" : "wrong";
    const row = card.append("p");
    row.append("b").text(word(name) + " ");
    row.append("span").text(word("guessed", { what: word("guess_" + made) + (size === undefined ? "" : ` ${word("guess_size")} ${size} ${word(OUTCOMES[name].unit)}`) }) + " ");
    row.append("span").attr("class", verdict === "open" ? "" : verdict).text(word("guess_" + verdict));
  }
}
