// The words that the class asks: neighbours for who asked, and all of them on the projector.
const SVG = "http://www.w3.org/2000/svg";
const [WIDE, HIGH, LETTER, LINE] = [700, 265, 11, 22]; // of the picture, and of a name in it

rounds.words = {
  title: "Your class’s words",
  learner: {
    build(box) {
      const form = element("form");
      const label = element("label", "A word for the explorer");
      const field = element("input");
      Object.assign(field, { name: "word", maxLength: 60, required: true, autocomplete: "off", spellcheck: false });
      field.autocapitalize = "none";
      label.append(field);
      form.append(label, element("button", "Ask", "class-press"));
      const told = element("div");
      told.setAttribute("aria-live", "polite");
      box.append(form, told);
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const found = await send("/give", { kind: "words", word: field.value });
        if (!found) return;
        const list = element("ol", undefined, "class-near");
        list.append(...found.neighbours.map(({ word, cosine }) => element("li", `${word} ${cosine.toFixed(2)}`)));
        told.replaceChildren(element("h2", `Nearest to ${found.word}, by cosine`), list);
        field.select();
      });
    },
    draw() {},
  },
  screen: {
    build(box) {
      const picture = document.createElementNS(SVG, "svg");
      picture.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
      picture.setAttribute("role", "img");
      picture.setAttribute("aria-label", "The words on their two principal axes");
      const both = element("div", undefined, "class-words");
      both.append(element("ol", undefined, "class-near"), picture);
      box.append(both, element("p", ""));
    },
    draw(given, box) {
      const list = given.words.map(({ word, times }) => element("li", times > 1 ? `${word} ×${times}` : word));
      box.querySelector("ol").replaceChildren(...list);
      drawWords(box.querySelector("svg"), given);
      const [across, up] = given.shares.map((share) => `${Math.round(100 * share)} %`);
      box.lastChild.textContent = given.words.length > 2 ? `Near means alike; the two axes hold ${across} and ${up} of how these words differ.` : "";
    },
    says: (given) => (given.words.length ? "A word counts once for each of you who asked it." : "Ask for a word on your own screen."),
  },
};

// Points, and names that cover neither each other nor leave the picture; one without room goes.
function drawWords(picture, { words, points }) {
  const place = (axis, low, high) => {
    const all = points.map((point) => point[axis]);
    const [least, most] = [Math.min(...all), Math.max(...all)];
    return (value) => (most > least ? low + ((value - least) / (most - least)) * (high - low) : (low + high) / 2);
  };
  const [x, y] = [place(0, 60, WIDE - 60), place(1, HIGH - 30, 30)];
  const dots = points.map((point) => [x(point[0]), y(point[1])]);
  const taken = dots.map(([cx, cy]) => [cx - 6, cy - 6, cx + 6, cy + 6]);
  const made = [];
  dots.forEach(([cx, cy], row) => {
    const dot = document.createElementNS(SVG, "circle");
    Object.entries({ cx, cy, r: 5 }).forEach(([name, value]) => dot.setAttribute(name, value));
    made.push(dot);
    const wide = words[row].word.length * LETTER;
    const starts = [[cx + 9, cy + 6], [cx - 9 - wide, cy + 6], [cx - wide / 2, cy - 11], [cx - wide / 2, cy + 24]];
    const boxes = starts.map(([left, base]) => [left, base - LINE + 5, left + wide, base + 5]);
    const free = boxes.findIndex(([l, t, r, b]) => l >= 0 && t >= 0 && r <= WIDE && b <= HIGH
      && !taken.some((other, n) => n !== row && l < other[2] && r > other[0] && t < other[3] && b > other[1]));
    if (free < 0) return;
    taken.push(boxes[free]);
    const name = document.createElementNS(SVG, "text");
    name.setAttribute("x", starts[free][0]);
    name.setAttribute("y", starts[free][1]);
    name.textContent = words[row].word;
    made.push(name);
  });
  picture.replaceChildren(...made);
}
