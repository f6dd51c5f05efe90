// Predict first: what the room says before the result shows. A guess is a direction, and a size if somebody dares to
// name one. Guesses live in this browser only.
"use strict";
const GUESSED = ["workload", "response", "participation"];
const KEPT_GUESSES = 200;
const guesses = { isOn: true, isOpen: false, made: {}, sizes: {} };

function startGuess() { guesses.made = {}; guesses.sizes = {}; guesses.isOpen = guesses.isOn; }

function drawGuess(state, redraw) {
  const card = d3.select("#guess");
  card.selectAll("*").remove();
  card.attr("hidden", state.offline ? true : null);
  const head = card.append("div").attr("class", "head");
  head.append("h2").text(word("guess_heading"));
  const toggle = head.append("label").attr("class", "quiet");
  toggle.append("input").attr("type", "checkbox").attr("id", "guess-mode").property("checked", guesses.isOn).on("change", event => { guesses.isOn = event.target.checked; if (!guesses.isOn) guesses.isOpen = false; redraw("#guess-mode"); });
  toggle.append("span").text(" " + word("guess_mode"));
  if (guesses.isOpen) drawQuestions(card, state, redraw);
  else drawAnswers(card, state, redraw);
}

function drawQuestions(card, state, redraw) {
  card.append("p").attr("class", "quiet").text(word("guess_note"));
  for (const name of GUESSED) {
    const row = card.append("div").attr("class", "row").attr("role", "group").attr("aria-label", word(name));
    row.append("b").text(word(name));
    for (const answer of ["a", "same", "b"])
      row.append("button").attr("type", "button").attr("id", `guess-${name}-${answer}`).attr("aria-pressed", guesses.made[name] === answer).text(word("guess_" + answer))
        .on("click", () => { guesses.made[name] = answer; if (answer === "same") delete guesses.sizes[name]; redraw(`#guess-${name}-${answer}`); });
    const size = row.append("label").attr("class", "quiet").text(word("guess_size") + " ");
    size.append("input").attr("type", "number").attr("id", `guess-${name}-size`).attr("min", 0).attr("step", "any").property("value", guesses.sizes[name] ?? "")
      .property("disabled", !["a", "b"].includes(guesses.made[name]))
      .on("change", event => { if (event.target.value === "") delete guesses.sizes[name]; else guesses.sizes[name] = Math.abs(+event.target.value); });
    size.append("span").text(" " + word(OUTCOMES[name].unit));
  }
  const end = card.append("p");
  end.append("button").attr("type", "button").attr("class", "main").attr("id", "reveal").text(word("reveal")).on("click", () => { guesses.isOpen = false; keepGuesses(state.game); redraw("#guess-again"); });
  end.append("span").text(" ");
  end.append("button").attr("type", "button").text(word("guess_skip")).on("click", () => { guesses.made = {}; guesses.sizes = {}; guesses.isOpen = false; redraw("#guess-again"); });
}

function drawAnswers(card, state, redraw) {
  const picture = state.picture;
  for (const name of GUESSED.filter(name => guesses.made[name] && picture && picture.n >= FEWEST)) {
    const outcome = OUTCOMES[name], made = guesses.made[name], size = guesses.sizes[name], number = picture.numbers[outcome.number].whole;
    const verdict = number.higher === "unclear" ? "open" : number.higher === made ? "right" : "wrong";
    const row = card.append("div").attr("class", "row");
    row.append("b").text(word(name));
    row.append("span").text(word("guessed", { what: word("guess_" + made) + (size === undefined ? "" : ` ${word("guess_size")} ${size} ${word(outcome.unit)}`) }));
    row.append("span").attr("class", verdict === "open" ? "" : verdict).text(word("guess_" + verdict));
    if (size === undefined) continue;
    const guess = made === "b" ? -size : size, [low, , high] = number.difference.map(value => value * outcome.factor);
    const says = guess < low || guess > high ? "guess_outside" : "guess_within";
    row.append("span").attr("class", "size").text(word(says, { guess: String(guess).replace("-", "−"), low: shown(number.difference[0], outcome), high: shown(number.difference[2], outcome), unit: word(outcome.unit) }));
    drawSize(row, guess, number.difference, outcome);
  }
  const end = card.append("p");
  end.append("button").attr("type", "button").attr("id", "guess-again").text(word("guess_again")).on("click", () => { guesses.made = {}; guesses.sizes = {}; guesses.isOpen = true; redraw(`#guess-${GUESSED[0]}-a`); });
}

/** A guessed number against the result: A minus B on one line, the middle 80 % as a bar, the guess as a diamond. */
function drawSize(row, guess, difference, outcome) {
  const [low, middle, high] = difference.map(value => value * outcome.factor), width = 300, height = 40, line = 15;
  const x = d3.scaleLinear(d3.extent([low, high, guess, 0]), [12, width - 12]).nice();
  const svg = row.append("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("class", "size").attr("aria-hidden", "true");  // said in words beside it
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${line + 6})`).call(d3.axisBottom(x).ticks(5).tickSize(3));
  svg.append("rect").attr("x", x(low)).attr("width", Math.max(2, x(high) - x(low))).attr("y", line - 6).attr("height", 9).attr("fill", "var(--line-strong)");
  svg.append("line").attr("x1", x(middle)).attr("x2", x(middle)).attr("y1", line - 9).attr("y2", line + 6).style("stroke", "var(--ink)").style("stroke-width", 2.5);
  svg.append("path").attr("transform", `translate(${x(guess)},${line - 2})`).attr("d", d3.symbol(d3.symbolDiamond, 90)()).attr("fill", "var(--focus)").attr("stroke", "#fff");
}

function keepGuesses(game) {
  try {
    const kept = JSON.parse(localStorage.getItem("gewang-guesses") ?? "[]");
    kept.push({ when: new Date().toISOString(), game, made: guesses.made, sizes: guesses.sizes });
    localStorage.setItem("gewang-guesses", JSON.stringify(kept.slice(-KEPT_GUESSES)));
  } catch { /* a browser that keeps nothing plays all the same */ }
}
