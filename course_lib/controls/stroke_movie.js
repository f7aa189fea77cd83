// A character drawn stroke after stroke: play it, or move the pen's time by hand.

const PAGE = 105;
const RADIUS = 2.5; // of the pen, as Python's
const PACE = 55; // pixels of paper a second
const SHORTEST = 1.2; // seconds
const LONGEST = 7;
const STOPS = 200; // of the slider
const CLOSE = 1e-6; // pixels: a stroke so nearly whole is whole
const LONGEST_FRAME = 0.1; // seconds: a busy computer draws late, and skips nothing

const lengthOf = (stroke) =>
  stroke.reduce((sum, [x, y], i) => (i ? sum + Math.hypot(x - stroke[i - 1][0], y - stroke[i - 1][1]) : 0), 0);

/** What is drawn when the pen has gone `share` of its whole way on paper. */
function upTo(strokes, share) {
  const lengths = strokes.map(lengthOf);
  let left = share * lengths.reduce((a, b) => a + b, 0);
  const drawn = [];
  for (const [number, stroke] of strokes.entries()) {
    if (left <= CLOSE && share < 1) break;
    const whole = left >= lengths[number] - CLOSE;
    const points = [stroke[0]];
    for (let i = 1; i < stroke.length; i++) {
      const [[x, y], [u, v]] = [stroke[i - 1], stroke[i]];
      const step = Math.hypot(u - x, v - y);
      if (!whole && step > left) {
        const part = left / Math.max(step, 1e-9);
        points.push([x + part * (u - x), y + part * (v - y)]);
        left = 0;
        break;
      }
      points.push([u, v]);
      left -= step;
    }
    drawn.push({ points, whole });
    if (!whole) break;
  }
  return drawn;
}

function shape(tag, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text != null) made.textContent = text;
  return made;
}

/** Where a stroke's number stands: a little behind its start, on the page, off the others. */
function badgePlace(stroke, taken) {
  const [x, y] = stroke[0];
  const next = stroke.find(([u, v]) => Math.hypot(u - x, v - y) > 3) ?? [x, y + 1];
  const away = Math.atan2(y - next[1], x - next[0]);
  const turns = [0, 0.7, -0.7, 1.4, -1.4, 2.1, -2.1];
  const places = turns.map((turn) =>
    [x + 8 * Math.cos(away + turn), y + 8 * Math.sin(away + turn)].map((v) => Math.min(PAGE - 6, Math.max(5, v))),
  );
  const room = ([u, v]) => taken.every(([a, b]) => Math.hypot(a - u, b - v) > 9.5);
  return places.find(room) ?? places[0];
}

function render({ model, el, signal }) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const canvas = h("canvas", { class: "lwl-movie-page", width: 4 * PAGE, height: 4 * PAGE });
  const over = shape("svg", { class: "lwl-movie-over", viewBox: `-0.5 -0.5 ${PAGE} ${PAGE}`, "aria-hidden": "true" });
  const stage = h("div", { class: "lwl-movie-stage", role: "img" }, canvas, over);
  const play = h("button", { type: "button", class: "lwl-button", "data-action": "play" });
  const slider = h("input", { class: "lwl-slider", type: "range", min: 0, max: STOPS, step: 1 });
  const said = h("output");
  const root = h(
    "div",
    { class: "lwl lwl-movie" },
    h("p", { class: "lwl-movie-title" }),
    stage,
    h("div", { class: "lwl-movie-controls" }, play, h("label", { class: "lwl-field", title: "How far the pen has gone on paper" }, "Pen", slider, said)),
  );
  el.classList.add("lwl-host");
  el.append(root);
  keepKeys(root);
  const context = canvas.getContext("2d");
  let share = model.get("share");
  let frame = 0; // of a drawing in motion

  const strokes = () => model.get("strokes");
  const colour = (i) => model.get("colours")[i % model.get("colours").length];

  function draw() {
    const all = strokes();
    const drawn = upTo(all, share);
    const scale = canvas.width / PAGE;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.setTransform(scale, 0, 0, scale, scale / 2, scale / 2);
    context.lineWidth = 2 * RADIUS;
    context.lineCap = context.lineJoin = "round";
    over.replaceChildren();
    const taken = [];
    for (const [i, { points, whole }] of drawn.entries()) {
      context.strokeStyle = colour(i);
      context.beginPath();
      context.moveTo(...points[0]);
      if (points.length === 1) context.lineTo(points[0][0] + 1e-3, points[0][1]);
      for (const point of points) context.lineTo(...point);
      context.stroke();
      const [x, y] = badgePlace(all[i], taken);
      taken.push([x, y]);
      const [sx, sy] = points[0];
      const [ex, ey] = points.at(-1);
      over.append(
        shape("circle", { cx: sx, cy: sy, r: 1.5, fill: "#fff" }),
        shape("circle", { cx: x, cy: y, r: 4.6, fill: "#fff", stroke: colour(i), "stroke-width": 1.2 }),
        shape("text", { x, y: y + 2.2, "text-anchor": "middle", "font-size": 6.4, "font-weight": 700, fill: "#111" }, i + 1),
        whole
          ? shape("rect", { x: ex - 1.4, y: ey - 1.4, width: 2.8, height: 2.8, fill: "#fff" })
          : shape("circle", { cx: ex, cy: ey, r: 4, fill: "none", stroke: "#111", "stroke-width": 1 }),
      );
    }
    const text = all.length ? `stroke ${Math.max(1, drawn.length)} of ${all.length}` : "no strokes";
    said.textContent = text;
    slider.value = Math.round(share * STOPS);
    slider.disabled = play.disabled = !all.length;
    slider.setAttribute("aria-valuetext", `${text}, ${Math.round(100 * share)} % of the pen's way`);
    stage.setAttribute("aria-label", `${model.get("title")}: ${drawn.length} of ${all.length} strokes drawn`);
    play.textContent = calm.matches ? "Next stroke" : frame ? "Pause" : "Draw it";
    root.dataset.share = share;
    root.dataset.strokes = all.length;
  }

  function stop() {
    cancelAnimationFrame(frame);
    frame = 0;
  }

  function keep() {
    model.set("share", share);
    model.save_changes();
  }

  function start() {
    stop();
    if (!strokes().length) return;
    const seconds = Math.min(LONGEST, Math.max(SHORTEST, strokes().map(lengthOf).reduce((a, b) => a + b, 0) / PACE));
    let before = performance.now();
    const step = (now) => {
      const passed = Math.min(LONGEST_FRAME, Math.max(0, now - before) / 1000);
      share = Math.min(1, share + passed / seconds);
      before = now;
      if (share < 1) frame = requestAnimationFrame(step);
      else {
        stop();
        keep();
      }
      draw();
    };
    frame = requestAnimationFrame(step);
    draw();
  }

  /** For readers who asked for less motion: a whole stroke at once. */
  function next() {
    const lengths = strokes().map(lengthOf);
    const total = lengths.reduce((a, b) => a + b, 0);
    if (share >= 1) share = 0;
    let way = 0;
    for (const one of lengths) {
      way += one;
      if (way > share * total + CLOSE) break;
    }
    share = Math.min(1, way / Math.max(total, CLOSE));
    keep();
    draw();
  }

  play.addEventListener("click", () => {
    if (calm.matches) return next();
    if (frame) {
      stop();
      keep();
      return draw();
    }
    if (share >= 1) share = 0;
    start();
  });
  slider.addEventListener("input", () => {
    stop();
    share = Number(slider.value) / STOPS;
    draw();
  });
  slider.addEventListener("change", keep);
  watch(model, ["strokes", "colours", "title"], () => {
    stop();
    retitle();
  }, signal);
  watch(model, ["share"], () => {
    if (frame) return;
    share = model.get("share");
    draw();
  }, signal);
  watch(model, ["plays"], () => {
    stop();
    share = calm.matches ? 1 : 0;
    if (calm.matches) draw();
    else queueMicrotask(start); // the strokes of the same message may come after its plays, and stop it
  }, signal);
  calm.addEventListener("change", () => {
    stop();
    draw();
  }, { signal });
  signal?.addEventListener("abort", stop);

  function retitle() {
    root.firstChild.textContent = model.get("title");
    draw();
  }
  retitle();
}

export default { render };
