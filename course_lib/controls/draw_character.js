// A page of paper: a round pen, undo and clear. Strokes are paths in pixels of a 105×105 page.

const PAGE = 105;
const RADIUS = 2.5;
const CLOSEST = 0.8; // shorter steps than this are the hand's noise

function render({ model, el, signal }) {
  const canvas = h("canvas", {
    class: "lwl-ink-page", width: 4 * PAGE, height: 4 * PAGE, tabindex: "0", role: "application",
    "aria-label": "Paper: arrow keys move the pen, Space puts it down or lifts it",
  });
  const undo = h("button", { type: "button", class: "lwl-button", "data-action": "undo", onclick: () => put(strokes().slice(0, -1)) }, "Undo");
  const clear = h("button", { type: "button", class: "lwl-button", "data-action": "clear", onclick: () => put([]) }, "Clear");
  const act = h("button", { type: "button", class: "lwl-button lwl-primary", "data-action": "act", onclick: press });
  const error = h("p", { class: "lwl-error", role: "alert" });
  const root = h("div", { class: "lwl lwl-ink" }, canvas, h("div", { class: "lwl-toolbar" }, act, undo, clear), error);
  el.append(root);
  keepKeys(root);
  const context = canvas.getContext("2d");
  let live = null;
  let cursor = null;

  const strokes = () => model.get("strokes");
  function put(all) {
    model.set({ strokes: all, error: "" });
    model.save_changes();
  }
  function press() {
    if (live) finish(); // the keyboard has the pen down
    model.set("acted", model.get("acted") + 1);
    model.save_changes();
  }
  function draw() {
    const scale = canvas.width / PAGE;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.setTransform(scale, 0, 0, scale, scale / 2, scale / 2);
    if (!live && !strokes().length && !cursor) {
      context.fillStyle = "#6b7280";
      context.font = "6px system-ui, sans-serif";
      context.textAlign = "center";
      context.fillText("Draw here", PAGE / 2, PAGE / 2);
    }
    context.strokeStyle = context.fillStyle = "#000";
    context.lineWidth = 2 * RADIUS;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of live ? [...strokes(), live] : strokes()) {
      context.beginPath();
      context.moveTo(...stroke[0]);
      for (const point of stroke) context.lineTo(...point);
      context.stroke();
    }
    if (cursor) {
      context.lineWidth = 1;
      context.strokeStyle = "#0072B2";
      context.beginPath();
      context.arc(...cursor, RADIUS + 2, 0, 2 * Math.PI);
      context.stroke();
    }
  }
  function place(event) {
    const box = canvas.getBoundingClientRect();
    const at = (value, start, length) =>
      Math.round(100 * Math.min(PAGE - 1, Math.max(0, ((value - start) / length) * PAGE - 0.5))) / 100;
    return [at(event.clientX, box.left, box.width), at(event.clientY, box.top, box.height)];
  }
  function extend(point) {
    const last = live.at(-1);
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= CLOSEST && live.length < 2000) live.push(point);
    draw();
  }
  function finish() {
    const stroke = live;
    live = null;
    if (stroke) put([...strokes(), stroke]);
    draw();
  }
  const hand = oneHand(canvas, {
    may: (event) => event.button === 0,
    begin(event) {
      if (live) finish(); // the keyboard had the pen down
      cursor = null;
      live = [place(event)];
      draw();
    },
    move: (event) => live && extend(place(event)),
    end: finish,
    drop() {
      live = null;
      draw();
    },
  });
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") put(strokes().slice(0, -1));
    else if (event.altKey || event.ctrlKey || event.metaKey) return;
    else if (ARROWS[event.key]) {
      const step = event.shiftKey ? 8 : 2;
      cursor = (cursor ?? [52, 52]).map((v, i) => Math.min(PAGE - 1, Math.max(0, v + step * ARROWS[event.key][i])));
      if (live) extend(cursor);
      draw();
    } else if (event.key === " ") {
      if (event.repeat) return event.preventDefault();
      cursor ??= [52, 52];
      if (live) finish();
      else live = [cursor];
      draw();
    } else return;
    event.preventDefault();
  });
  canvas.addEventListener("blur", () => {
    cursor = null;
    if (!hand.busy()) finish();
  });
  function refresh() {
    undo.disabled = clear.disabled = !strokes().length;
    error.textContent = model.get("error");
    act.textContent = model.get("act");
    act.title = model.get("hint");
    act.hidden = !act.textContent;
    root.dataset.strokes = strokes().length;
    draw();
  }
  watch(model, ["strokes", "error", "act", "hint"], refresh, signal);
  refresh();
}

export default { render };
