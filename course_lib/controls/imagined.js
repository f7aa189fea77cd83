// The learner's photo at the screen's resolution, its hole from a fill of 128 by 128 pixels.

const SIDE = 128;
const MOST_PIXELS = 1024; // of the canvas's side, however dense the screen

function render({ model, el, signal }) {
  const symbol = h("span", { class: "lwl-picture-symbol", "aria-hidden": "true" });
  const title = h("span");
  const canvas = h("canvas", { role: "img" });
  const words = h("p", { class: "lwl-picture-words", role: "status" }, h("span"));
  const frame = h("div", { class: "lwl-imagined-frame" }, canvas, words);
  const truth = h("button", { type: "button", class: "lwl-button lwl-imagined-truth", title: "What was there. Press the picture for the same." }, "Hold to see the truth");
  const line = h("p", { class: "lwl-caption lwl-imagined-line" });
  const root = h(
    "figure",
    { class: "lwl lwl-imagined" },
    h("figcaption", { class: "lwl-imagined-head" }, h("span", { class: "lwl-picture-title" }, symbol, title), truth),
    frame,
    line,
  );
  el.classList.add("lwl-host");
  el.append(root);
  keepKeys(truth);

  const context = canvas.getContext("2d");
  const small = new OffscreenCanvas(SIDE, SIDE);
  const hole = new OffscreenCanvas(SIDE, SIDE);
  const patch = new OffscreenCanvas(SIDE, SIDE);
  let photo = null;
  let sharp = null; // the photo at the canvas's size: made once, for every fill is drawn on it
  let holding = false;

  /** Draw what is known now; the time is when a new revision was first drawn. */
  function draw() {
    const dots = Math.round(frame.clientWidth * (window.devicePixelRatio || 1));
    const side = Math.min(MOST_PIXELS, Math.max(SIDE, dots));
    if (canvas.width !== side) {
      canvas.width = canvas.height = patch.width = patch.height = side;
      sharp = null;
    }
    if (photo && !sharp) {
      sharp = new OffscreenCanvas(side, side);
      const s = sharp.getContext("2d");
      s.imageSmoothingQuality = "high";
      s.drawImage(photo, 0, 0, side, side);
    }
    context.clearRect(0, 0, side, side);
    if (sharp) context.drawImage(sharp, 0, 0);
    if (!holding) drawHole(side);
    describe();
    if (root.dataset.revision === String(model.get("revision"))) return;
    root.dataset.revision = model.get("revision");
    root.dataset.final = model.get("final");
    root.dataset.drawnAt = performance.now().toFixed(1);
  }

  function drawHole(side) {
    const bits = bytesOf(model.get("mask"));
    if (bits.length * 8 !== SIDE * SIDE) return;
    const alpha = new ImageData(SIDE, SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) alpha.data[4 * i + 3] = bits[i >> 3] & (128 >> (i & 7)) ? 255 : 0;
    hole.getContext("2d").putImageData(alpha, 0, 0);
    const fill = rgbImage(bytesOf(model.get("fill")), SIDE, SIDE);
    const p = patch.getContext("2d");
    p.globalCompositeOperation = "copy";
    p.imageSmoothingQuality = "high";
    p.drawImage(hole, 0, 0, side, side);
    p.globalCompositeOperation = "source-in";
    if (fill) {
      small.getContext("2d").putImageData(fill, 0, 0);
      p.drawImage(small, 0, 0, side, side);
    } else {
      p.fillStyle = "#808080";
      p.fillRect(0, 0, side, side);
    }
    context.drawImage(patch, 0, 0);
  }

  function describe() {
    const state = model.get("state");
    root.dataset.state = state;
    root.setAttribute("aria-busy", state === "busy");
    root.style.setProperty("--lwl-method", model.get("colour"));
    symbol.textContent = model.get("symbol");
    title.textContent = holding ? "The truth" : model.get("title");
    line.textContent = model.get("line");
    words.hidden = holding || state === "ready" || !model.get("reason") || (state === "busy" && model.get("fill")?.byteLength > 0);
    words.firstChild.textContent = words.hidden ? "" : model.get("reason");
    canvas.setAttribute("aria-label", holding ? "The photo as it was" : `${model.get("title")}: ${model.get("line") || model.get("reason")}`);
  }

  function hold(now) {
    if (holding === now) return;
    holding = now;
    truth.setAttribute("aria-pressed", String(now));
    root.dataset.truth = String(now);
    draw();
  }

  async function sharpen() {
    const given = model.get("photo");
    const bytes = bytesOf(given);
    const decoded = bytes.length ? await createImageBitmap(new Blob([bytes])).catch(() => null) : null;
    if (model.get("photo") !== given) return; // another came meanwhile
    [photo, sharp] = [decoded, null];
    draw();
  }

  for (const place of [truth, frame]) {
    place.addEventListener("pointerdown", (event) => {
      if (place === frame) event.preventDefault(); // it takes no focus, so nothing is blurred
      hold(true);
    });
    place.addEventListener("contextmenu", (event) => event.preventDefault());
  }
  for (const kind of ["pointerup", "pointercancel", "blur"]) window.addEventListener(kind, () => hold(false), { signal });
  truth.addEventListener("keydown", (event) => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    hold(true);
  });
  for (const kind of ["keyup", "blur"]) truth.addEventListener(kind, () => hold(false));

  const observer = new ResizeObserver(draw);
  observer.observe(frame);
  signal?.addEventListener("abort", () => observer.disconnect());
  watch(model, ["photo"], sharpen, signal);
  model.on("change", draw); // once for all traits of a message
  signal?.addEventListener("abort", () => model.off("change", draw));
  draw();
  sharpen();
}

export default { render };
