// One picture of a row of results: title, pixels, numbers. Its size never depends on its state.

function render({ model, el, signal }) {
  const symbol = h("span", { class: "lwl-picture-symbol", "aria-hidden": "true" });
  const title = h("span");
  const canvas = h("canvas", { role: "img" });
  const over = h("canvas", { class: "lwl-picture-truth", "aria-hidden": "true" });
  const words = h("p", { class: "lwl-picture-words", "aria-live": "polite" }, h("span"));
  const frame = h("div", { class: "lwl-picture-frame" }, canvas, over, words);
  const slider = h("input", {
    type: "range",
    class: "lwl-slider",
    min: 0,
    max: 100,
    value: 0,
    "aria-label": "Reveal the truth",
    title: "Slide to lay the true photo over the answer",
    oninput: reveal,
  });
  const revealer = h("label", { class: "lwl-field lwl-picture-reveal" }, "Answer", slider, "Truth");
  const caption = h("p", { class: "lwl-caption" });
  const metrics = h("ul", { class: "lwl-metrics" });
  const [low, ramp, high] = [h("span"), h("i"), h("span")];
  const legend = h("div", { class: "lwl-picture-legend" }, low, ramp, high);
  const heading = h("figcaption", { class: "lwl-picture-title" }, symbol, title);
  const root = h("figure", { class: "lwl lwl-picture" }, heading, frame, revealer, legend, caption, metrics);
  el.classList.add("lwl-host");
  el.append(root);
  keepKeys(slider);

  function paint(target, bytes) {
    const [width, height] = [model.get("width"), model.get("height")];
    const image = rgbImage(bytes, width, height);
    target.hidden = !image;
    if (!image) return false;
    if (target.width !== width || target.height !== height) {
      target.width = width;
      target.height = height;
    }
    target.getContext("2d").putImageData(image, 0, 0);
    return true;
  }

  function reveal() {
    const share = Number(slider.value);
    over.style.clipPath = `inset(0 ${100 - share}% 0 0)`;
    frame.style.setProperty("--lwl-reveal", `${share}%`);
    frame.toggleAttribute("data-reveal", !over.hidden && share > 0 && share < 100);
    slider.setAttribute("aria-valuetext", `${share} % of the truth`);
  }

  function describe() {
    const state = model.get("state");
    const name = model.get("title");
    root.dataset.state = state;
    root.dataset.crisp = model.get("crisp");
    root.setAttribute("aria-busy", state === "busy");
    frame.classList.toggle("lwl-busy", state === "busy");
    frame.style.aspectRatio = `${model.get("width")} / ${model.get("height")}`;
    root.style.setProperty("--lwl-lines", model.get("lines"));
    if (model.get("colour")) root.style.setProperty("--lwl-method", model.get("colour"));
    else root.style.removeProperty("--lwl-method");
    symbol.textContent = model.get("symbol");
    symbol.hidden = !model.get("symbol");
    title.textContent = name;
    heading.hidden = !name;
    caption.textContent = model.get("caption");
    caption.hidden = !model.get("caption");
    canvas.setAttribute("aria-label", [name, ...model.get("metrics")].join(", "));
    const wordless = state === "ready" || (state === "busy" && !canvas.hidden);
    words.hidden = wordless || !model.get("reason");
    words.firstChild.textContent = wordless ? "" : model.get("reason");
    const { low: least, high: most, gradient } = model.get("legend");
    legend.hidden = !gradient;
    low.textContent = least ?? "";
    high.textContent = most ?? "";
    ramp.style.background = gradient ?? "";
    const lines = model.get("metrics");
    if (state !== "busy" || lines.length) metrics.replaceChildren(...lines.map((line) => h("li", { title: line }, line)));
    metrics.hidden = !metrics.children.length && !model.get("lines");
  }

  let drawn = null;
  function draw() {
    const revision = model.get("revision");
    if (drawn !== revision) {
      paint(canvas, bytesOf(model.get("image")));
      const both = paint(over, bytesOf(model.get("truth")));
      revealer.hidden = !both;
      reveal();
    }
    describe();
    if (drawn !== revision) {
      drawn = revision;
      root.dataset.revision = revision;
      root.dataset.drawnAt = performance.now().toFixed(1);
    }
  }

  model.on("change", draw); // once for all traits of a message
  signal?.addEventListener("abort", () => model.off("change", draw));
  draw();
}

export default { render };
