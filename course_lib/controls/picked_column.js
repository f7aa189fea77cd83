// The long strip of o_c, then the columns of E below their zeros and their one, then the sum: e_c.
const NARROWEST = 34; // pixels a column

function paint(canvas, values, dim, start) {
  canvas.width = 1;
  canvas.height = Math.max(1, dim);
  const brush = canvas.getContext("2d");
  brush.clearRect(0, 0, 1, dim);
  for (let i = 0; i < dim; i++) {
    const value = values[start + i] / 127;
    brush.fillStyle = value < 0 ? "#0072b2" : "#e69f00";
    brush.globalAlpha = Math.abs(value);
    brush.fillRect(0, i, 1, 1);
  }
}

function render({ model, el }) {
  const gone = new AbortController();
  const thousands = (n) => n.toLocaleString("en-US");
  const mark = h("i");
  const strip = h("div", { class: "lwl-onehot-strip", role: "img" }, mark);
  const ends = h("div", { class: "lwl-onehot-ends" });
  const columns = h("div", {
    class: "lwl-onehot-columns",
    role: "radiogroup",
    "aria-label": "Columns of E: choose a word",
  });
  const sum = h("canvas", { "aria-hidden": "true" });
  const name = h("span", { class: "lwl-onehot-sum" });
  const result = h("div", { class: "lwl-onehot-result" }, name, sum);
  const product = h(
    "div",
    { class: "lwl-onehot-product" },
    columns,
    h("span", { class: "lwl-onehot-equals", "aria-hidden": "true" }, "="),
    result,
  );
  const numbers = h("div", { class: "lwl-onehot-numbers" });
  const scale = h("div", { class: "lwl-onehot-scale" });
  const root = h("div", { class: "lwl lwl-onehot" }, strip, ends, product, numbers, scale);
  keepKeys(root);
  el.classList.add("lwl-host");
  el.append(root);
  let shown = -1;

  const pick = (number) => {
    const to = Math.max(0, Math.min(number, model.get("size") - 1));
    if (to === model.get("picked")) return;
    model.set("picked", to);
    model.save_changes();
  };
  columns.addEventListener("keydown", (event) => {
    const here = model.get("picked");
    const to = {
      ArrowRight: here + 1,
      ArrowDown: here + 1,
      ArrowLeft: here - 1,
      ArrowUp: here - 1,
      Home: 0,
      End: model.get("size") - 1,
    }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    pick(to);
  });

  const draw = () => {
    const get = (trait) => model.get(trait);
    const [V, D, c, from, names] = ["size", "dim", "picked", "first", "words"].map(get);
    if (!names.length || c < from || c >= from + names.length) return; // columns are on their way
    const bytes = bytesOf(get("values"));
    const values = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    mark.style.left = `${(100 * (c + 0.5)) / V}%`;
    strip.setAttribute("aria-label", `${thousands(V)} numbers: all 0, but for a 1 at ${thousands(c)}`);
    ends.replaceChildren(h("span", {}, "0"), h("span", {}, thousands(V - 1)));

    const room = Math.max(3, Math.floor((columns.clientWidth || 600) / NARROWEST));
    shown = Math.min(room, names.length);
    const left = Math.max(from, Math.min(c - (shown >> 1), from + names.length - shown));
    const focused = columns.contains(document.activeElement);
    const made = [];
    for (let number = left; number < left + shown; number++) {
      const here = number === c;
      const canvas = h("canvas", { "aria-hidden": "true" });
      paint(canvas, values, D, (number - from) * D);
      made.push(
        h(
          "button",
          {
            type: "button",
            class: "lwl-onehot-column",
            role: "radio",
            "aria-checked": String(here),
            "aria-label": `${names[number - from]}, number ${thousands(number)}: times ${here ? 1 : 0}`,
            tabindex: here ? 0 : -1,
            title: `number ${thousands(number)}`,
            onclick: () => pick(number),
          },
          h("span", { class: "lwl-onehot-bit" }, here ? "1" : "0"),
          canvas,
          h("span", { class: "lwl-onehot-word" }, names[number - from]),
        ),
      );
    }
    columns.replaceChildren(...made);
    if (focused) made[c - left].focus();
    paint(sum, values, D, (c - from) * D);
    const word = h("b", {}, names[c - from]);
    name.replaceChildren("e", h("sub", {}, word));
    const below = h("span", { class: "lwl-onehot-word", "aria-hidden": "true" });
    result.replaceChildren(name, sum, below); // as high as a column: the canvases stand level
    numbers.replaceChildren("e", h("sub", {}, names[c - from]), ` = ${get("numbers")}`);
    const most = get("scale").toFixed(2);
    scale.replaceChildren(`−${most}`, h("i"), `+${most}`);
  };
  watch(model, ["picked", "values", "first", "words", "size", "dim", "numbers"], draw, gone.signal);
  const sized = new ResizeObserver(() => {
    const room = Math.max(3, Math.floor(columns.clientWidth / NARROWEST));
    if (Math.min(room, model.get("words").length) !== shown) draw();
  });
  sized.observe(columns);
  gone.signal.addEventListener("abort", () => sized.disconnect());
  draw();
  return () => gone.abort();
}

export default { render };
