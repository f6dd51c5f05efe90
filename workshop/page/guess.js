// Predict first: what the room says before the result shows. Guesses live in this browser only.
"use strict";
const GUESSED = ["workload", "response", "participation"];
const guesses = { isOn: true, isOpen: false, made: {}, sizes: {} };

function startGuess() { guesses.made = {}; guesses.sizes = {}; guesses.isOpen = guesses.isOn; }

function drawGuess(state, redraw) {
  const card = d3.select("#guess");
  card.selectAll("*").remove();
  card.attr("hidden", state.offline ? true : null);
  const head = card.append("div");
  head.append("h2").text(word("guess_heading"));
  const toggle = head.append("label").attr("class", "quiet");
  toggle.append("input").attr("type", "checkbox").property("checked", guesses.isOn).style("width", "auto").on("change", event => { guesses.isOn = event.target.checked; if (!guesses.isOn) guesses.isOpen = false; redraw(); });
  toggle.append("span").text(" " + word("guess_mode"));
  if (guesses.isOpen) drawQuestions(card, redraw);
  else drawAnswers(card, state, redraw);
}

function drawQuestions(card, redraw) {
  card.append("p").attr("class", "quiet").text(word("guess_note"));
  for (const name of GUESSED) {
    const row = card.append("div").attr("class", "row").attr("role", "group").attr("aria-label", word(name));
    row.append("b").text(word(name));
    for (const answer of ["a", "same", "b"])
      row.append("button").attr("type", "button").attr("aria-pressed", guesses.made[name] === answer).text(word("guess_" + answer))
        .on("click", () => { guesses.made[name] = answer; redraw(); });
    const size = row.append("label").attr("class", "quiet").text(word("guess_size") + " ");
    size.append("input").attr("type", "number").attr("min", 0).attr("step", "any").property("value", guesses.sizes[name] ?? "").on("change", event => { guesses.sizes[name] = event.target.value; });
    size.append("span").text(" " + word(OUTCOMES[name].unit));
  }
  const end = card.append("p");
  end.append("button").attr("type", "button").attr("class", "main").text(word("reveal")).on("click", () => { guesses.isOpen = false; keepGuesses(); redraw(); });
  end.append("span").text(" ");
  end.append("button").attr("type", "button").text(word("guess_skip")).on("click", () => { guesses.made = {}; guesses.isOpen = false; redraw(); });
}

function drawAnswers(card, state, redraw) {
  const picture = state.picture;
  for (const name of GUESSED.filter(name => guesses.made[name] && picture && picture.n >= 5)) {
    const made = guesses.made[name], number = picture.numbers[OUTCOMES[name].number].whole;
    const verdict = number.higher === "unclear" ? "open" : number.higher === made ? "right" : "wrong";
    const size = guesses.sizes[name] && made !== "same" ? ` ${word("guess_size")} ${guesses.sizes[name]} ${word(OUTCOMES[name].unit)}` : "";
    const row = card.append("div").attr("class", "row");
    row.append("b").text(word(name));
    row.append("span").text(word("guessed", { what: word("guess_" + made) + size }));
    row.append("span").attr("class", verdict === "open" ? "" : verdict).text(word("guess_" + verdict));
  }
  const end = card.append("p");
  end.append("button").attr("type", "button").text(word("guess_again")).on("click", () => { guesses.made = {}; guesses.isOpen = true; redraw(); });
}

function keepGuesses() {
  try {
    const kept = JSON.parse(localStorage.getItem("gewang-guesses") ?? "[]");
    kept.push({ when: new Date().toISOString(), ...guesses.made });
    localStorage.setItem("gewang-guesses", JSON.stringify(kept.slice(-200)));
  } catch { /* a browser that keeps nothing plays all the same */ }
}
