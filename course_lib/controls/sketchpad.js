// Paint on a photo. Everything here happens in the browser; when a stroke ends, the list of
// strokes goes to Python in one update. Coordinates are pixels of the photo (128 by 128).

const TOOLS = [
  ["pen", "Pen", "p", "Hide what you paint over", "M4 20l4-1L19 8a2.1 2.1 0 0 0-3-3L5 16l-1 4zM14 7l3 3"],
  ["eraser", "Eraser", "e", "Show again what you paint over", "M9 20h11M5 15l9-10a2 2 0 0 1 3 0l3 3a2 2 0 0 1 0 3l-8 9H9l-4-4zM9.500 10.500l6 6"],
  ["rectangle", "Box", "r", "Hide a rectangle: drag from corner to corner", "M5 6h14v12H5z"],
  ["lasso", "Lasso", "l", "Hide what you draw a line around", "M12 4c5 0 8 2.500 8 5.500S17 15 12 15s-8-2.500-8-5.500S7 4 12 4zM7 14c-2 1-2 4 0 4s2 2 1 3"],
];
const KEYS = [
  ["Arrow keys", "move the cursor (with Shift: faster)"],
  ["Space", "put the pen down, lift it; set a corner or a lasso point"],
  ["Enter", "finish the stroke, close the lasso"],
  ["Esc", "drop the stroke that you are drawing"],
  ["P E R L", "pen, eraser, box, lasso"],
  ["[ ]", "narrower, wider brush"],
  ["Ctrl Z, Ctrl Shift Z", "undo, redo"],
];
const NARROWEST = 4;
const WIDEST = 40;
const CLOSEST = 0.6; // points nearer than this to the last one add nothing that can be seen
const MOST_POINTS = 4000; // of one stroke: then it ends and the next begins
const MOST_PIXELS = 1024; // of a canvas's side, however dense the screen
const HISTORY = 200;
const PACE = 110; // milliseconds between two questions about a stroke that is not finished
const PEEK = 0.3; // how much of the cover stays when one peeks

/** Draw the path of a pen: a line with round ends, or a dot. */
function tracePath(context, points, from = 0) {
  const start = Math.max(0, from - 1);
  context.beginPath();
  context.moveTo(...points[start]);
  if (points.length - start === 1) context.lineTo(points[start][0] + 1e-4, points[start][1]);
  for (let i = start + 1; i < points.length; i++) context.lineTo(...points[i]);
}

/** Paint one stroke, from its point number `from` on, into a canvas scaled to photo pixels. */
function paintStroke(context, stroke, size, presets, from = 0) {
  const { tool, points } = stroke;
  context.globalCompositeOperation = tool === "eraser" ? "destination-out" : "source-over";
  if (tool === "preset") {
    context.clearRect(0, 0, size, size);
    const bits = presets(stroke);
    if (bits) context.drawImage(bits, 0, 0, size, size);
  } else if (tool === "rectangle") {
    const [[x0, y0], [x1, y1]] = points;
    context.fillRect(Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0));
  } else if (tool === "lasso") {
    context.beginPath();
    points.forEach((point, i) => (i ? context.lineTo(...point) : context.moveTo(...point)));
    context.closePath();
    context.fill("nonzero");
  } else {
    context.lineWidth = stroke.width;
    tracePath(context, points, from);
    context.stroke();
  }
}

/** What hides the photo: orange under a black and white hatch, which stands out on anything. */
function hatch(context, unit) {
  const side = Math.round(13 * unit);
  const tile = new OffscreenCanvas(side, side);
  const t = tile.getContext("2d");
  t.fillStyle = "rgb(230, 159, 0)"; // opaque: a guess comes before the truth
  t.fillRect(0, 0, side, side);
  for (const [colour, shift] of [["rgba(0, 0, 0, 0.7)", 0], ["rgba(255, 255, 255, 0.9)", 1.8]]) {
    t.strokeStyle = colour;
    t.lineWidth = 1.3 * unit;
    t.beginPath();
    for (const k of [-1, 0, 1]) {
      t.moveTo(k * side + shift * unit - side, 2 * side);
      t.lineTo(k * side + shift * unit + 2 * side, -side);
    }
    t.stroke();
  }
  return context.createPattern(tile, "repeat");
}

/** One sketchpad: what its views (JupyterLab may show several) have in common. */
function sketchpad() {
  let past = [];
  let future = [];
  let before = [];
  let travelling = false;
  const asked = new Set();
  const bitmaps = new Map();
  const views = new Set();

  /** Every change of the strokes, whoever made it, can be undone. */
  function remember(model) {
    const now = model.get("strokes");
    const refused = past.length && JSON.stringify(now) === JSON.stringify(past.at(-1));
    if (refused) past.pop(); // Python put back what was there: nothing new to undo
    else if (!travelling && now !== before) {
      past = [...past, before].slice(-HISTORY);
      future = [];
    }
    before = now;
  }

  function set(model, strokes) {
    model.set("strokes", strokes);
    model.save_changes();
  }

  function travel(model, from, to) {
    if (!from.length) return false;
    to.push(model.get("strokes"));
    travelling = true;
    set(model, from.pop());
    travelling = false;
    for (const view of views) view();
    return true;
  }

  /** The mask of a preset stroke as a canvas; null until Python has sent its bits. */
  function presetBitmap(model, stroke) {
    const key = `${stroke.family}:${stroke.seed}`;
    if (bitmaps.has(key)) return bitmaps.get(key);
    const bits = bytesOf(model.get("presets")[key]);
    const size = model.get("size");
    if (bits.length * 8 !== size * size) {
      if (!asked.has(key)) model.send({ want: { tool: "preset", family: stroke.family, seed: stroke.seed } });
      asked.add(key);
      return null;
    }
    const canvas = new OffscreenCanvas(size, size);
    const image = new ImageData(size, size);
    for (let i = 0; i < size * size; i++) image.data[4 * i + 3] = bits[i >> 3] & (128 >> (i & 7)) ? 255 : 0;
    canvas.getContext("2d").putImageData(image, 0, 0);
    bitmaps.set(key, canvas);
    return canvas;
  }

  return {
    initialize({ model }) {
      before = model.get("strokes");
      past = before.map((_, i) => before.slice(0, i)); // a page opened again can still undo
      model.on("change:strokes", () => remember(model));
    },
    render: ({ model, el, signal }) =>
      drawView(model, el, signal, {
        add: (stroke) => set(model, [...model.get("strokes"), stroke]),
        clear: () => model.get("strokes").length && set(model, []),
        undo: () => travel(model, past, future),
        redo: () => travel(model, future, past),
        canUndo: () => past.length > 0,
        canRedo: () => future.length > 0,
        preset: (stroke) => presetBitmap(model, stroke),
        views,
      }),
  };
}

function drawView(model, el, signal, history) {
  const size = model.get("size");
  const ui = buildPad(model, { ...history, choose, widen, redraw: () => schedule() });
  el.classList.add("lwl-host");
  el.append(ui.root);
  keepKeys(ui.root);

  const mask = document.createElement("canvas"); // what is hidden, opaque, at screen resolution
  const small = new OffscreenCanvas(size, size); // the same at photo resolution, to count pixels
  let live = null; // the stroke under the pointer or the keyboard
  let painted = 0; // how many of its points are in the mask already
  let hover = null; // where the pointer is, in photo pixels
  let cursor = [size / 2, size / 2]; // where the keyboard is
  let byKeys = false; // the keyboard was used last: show its cursor
  let frame = 0;
  let pattern = null;
  let scale = 1; // canvas pixels a photo pixel
  let sharp = null; // the photo with more pixels, once it is decoded
  let number = model.get("answered"); // of the last question about an unfinished stroke
  let waiting = false; // it has not been answered
  let news = false; // the stroke has grown since
  let toldAt = -Infinity;
  let later = 0;

  const photoContext = ui.photo.getContext("2d");
  const maskContext = mask.getContext("2d");
  const overContext = ui.over.getContext("2d");

  // ---- Drawing -------------------------------------------------------------------------------

  function schedule() {
    if (!frame) frame = requestAnimationFrame(draw);
  }

  function resize() {
    const dots = ui.stage.clientWidth * (window.devicePixelRatio || 1);
    const side = Math.min(MOST_PIXELS, Math.max(size, Math.round(dots)));
    if (side === ui.photo.width && pattern) return;
    for (const canvas of [ui.photo, ui.over, mask]) canvas.width = canvas.height = side;
    scale = side / size;
    pattern = hatch(overContext, side / Math.max(1, ui.stage.clientWidth));
    drawPhoto();
    rebuild();
    draw();
  }

  function drawPhoto() {
    const image = rgbImage(bytesOf(model.get("photo")), size, size);
    photoContext.clearRect(0, 0, ui.photo.width, ui.photo.width);
    if (!image) return;
    const small = new OffscreenCanvas(size, size);
    small.getContext("2d").putImageData(image, 0, 0);
    photoContext.imageSmoothingQuality = "high";
    photoContext.drawImage(sharp ?? small, 0, 0, ui.photo.width, ui.photo.width);
  }

  async function sharpen() {
    sharp = null;
    const given = model.get("sharp");
    const bytes = bytesOf(given);
    if (!bytes.length) return;
    const decoded = await createImageBitmap(new Blob([bytes])).catch(() => null);
    if (model.get("sharp") !== given) return; // another came meanwhile
    sharp = decoded;
    drawPhoto();
  }

  function prepare(context, factor) {
    context.setTransform(factor, 0, 0, factor, 0, 0);
    context.lineCap = context.lineJoin = "round";
    context.fillStyle = context.strokeStyle = "#000";
    context.imageSmoothingEnabled = false;
    context.globalCompositeOperation = "source-over";
    context.clearRect(0, 0, size, size);
  }

  /** Replay every stroke; once after a change, never while painting. */
  function rebuild() {
    prepare(maskContext, scale);
    const strokes = model.get("strokes");
    const last = strokes.findLastIndex((stroke) => stroke.tool === "preset");
    for (const stroke of strokes.slice(Math.max(0, last))) {
      paintStroke(maskContext, stroke, size, history.preset);
    }
    painted = 0;
    count();
    schedule();
  }

  /** The share of the photo that is hidden, for the line under it. */
  function count() {
    const context = small.getContext("2d", { willReadFrequently: true });
    context.clearRect(0, 0, size, size);
    context.drawImage(mask, 0, 0, size, size);
    const { data } = context.getImageData(0, 0, size, size);
    let hidden = 0;
    for (let i = 3; i < data.length; i += 4) hidden += data[i] > 127;
    ui.showShare((100 * hidden) / (size * size));
  }

  function draw() {
    if (frame) cancelAnimationFrame(frame);
    frame = 0;
    if (live && (live.tool === "pen" || live.tool === "eraser") && painted < live.points.length) {
      paintStroke(maskContext, live, size, history.preset, painted);
      painted = live.points.length;
    }
    const side = ui.over.width;
    overContext.setTransform(1, 0, 0, 1, 0, 0);
    overContext.globalCompositeOperation = "copy";
    overContext.drawImage(mask, 0, 0);
    overContext.globalCompositeOperation = "source-in";
    overContext.fillStyle = pattern;
    overContext.globalAlpha = ui.peeking() ? PEEK : 1;
    overContext.fillRect(0, 0, side, side);
    overContext.globalAlpha = 1;
    overContext.globalCompositeOperation = "source-over";
    overContext.setTransform(scale, 0, 0, scale, 0, 0);
    drawPreview();
    drawCursor();
    ui.root.dataset.frames = (Number(ui.root.dataset.frames) || 0) + 1;
  }

  /** A dark line with a light one on it: seen on any photo. */
  function outline(path, dash = [], bold = 1) {
    const unit = size / Math.max(1, ui.stage.clientWidth); // one CSS pixel in photo pixels
    overContext.lineJoin = overContext.lineCap = "round";
    overContext.setLineDash(dash.map((d) => d * unit));
    for (const [colour, width] of [["rgba(0, 0, 0, 0.85)", 3.5], ["#fff", 1.5]]) {
      overContext.strokeStyle = colour;
      overContext.lineWidth = bold * width * unit;
      overContext.beginPath();
      path(overContext, unit);
      overContext.stroke();
    }
    overContext.setLineDash([]);
  }

  function drawPreview() {
    if (!live || live.tool === "pen" || live.tool === "eraser") return;
    const points = live.byKeys ? [...live.points, cursor] : live.points;
    if (live.tool === "rectangle") {
      const [[x0, y0], [x1, y1]] = [points[0], points.at(-1)];
      outline((c) => c.rect(Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)), [], 1.7);
    } else {
      outline((c) => points.forEach((p, i) => (i ? c.lineTo(...p) : c.moveTo(...p))), [], 1.7);
      outline((c) => [c.moveTo(...points.at(-1)), c.lineTo(...points[0])], [4, 6]);
    }
  }

  function drawCursor() {
    const at = byKeys ? cursor : hover;
    if (!at || !model.get("enabled")) return;
    const tool = model.get("tool");
    if (tool === "pen" || tool === "eraser") {
      outline((c) => c.arc(...at, model.get("brush") / 2, 0, 2 * Math.PI), tool === "eraser" ? [5, 5] : []);
    }
    if (byKeys || tool === "rectangle" || tool === "lasso") {
      const [x, y] = at;
      outline((c, unit) => {
        for (const [dx, dy] of [[9, 0], [0, 9]]) {
          for (const sign of [-1, 1]) {
            c.moveTo(x + sign * 3 * unit * (dx > 0), y + sign * 3 * unit * (dy > 0));
            c.lineTo(x + sign * dx * unit, y + sign * dy * unit);
          }
        }
      });
    }
  }

  // ---- One stroke: begun, continued, finished or dropped ------------------------------------

  function begin(point, tool = model.get("tool"), keys = false) {
    live = { tool, points: [point], width: model.get("brush"), byKeys: keys };
    painted = 0;
    news = true;
    ui.root.dataset.painting = "true";
    schedule();
    tell();
  }

  /** Ask about the stroke so far: never while a question is open, never faster than PACE. */
  function tell() {
    clearTimeout(later);
    if (!live || !news || waiting || !model.get("live") || flaw(live)) return;
    const soon = toldAt + PACE - performance.now();
    if (soon > 0) {
      later = setTimeout(tell, soon);
      return;
    }
    const { tool, points, width } = live;
    number += 1;
    [waiting, news, toldAt] = [true, false, performance.now()];
    model.send({ live: { tool, points, width }, number });
  }

  function answered() {
    number = Math.max(number, model.get("answered"));
    if (model.get("answered") < number) return;
    waiting = false;
    tell();
  }

  /** Why a stroke hides nothing yet, if so. */
  function flaw({ tool, points }) {
    if (tool === "rectangle") {
      if (points.length < 2 || points[0][0] === points[1][0] || points[0][1] === points[1][1]) return "A box needs two corners.";
    } else if (tool === "lasso" && points.length < 3) return "A lasso needs at least three points.";
    return "";
  }

  function extend(point) {
    const last = live.points.at(-1);
    if (live.tool === "rectangle") live.points = [live.points[0], point];
    else if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= CLOSEST) live.points.push(point);
    news = true;
    tell();
    schedule();
    if (live.points.length >= MOST_POINTS) {
      const { tool, byKeys: keys } = live;
      if (tool === "lasso") return;
      finish();
      begin(point, tool, keys);
    }
  }

  function finish() {
    const stroke = live;
    if (!stroke) return;
    const wrong = flaw(stroke);
    lift(Boolean(wrong));
    if (wrong) return say(wrong);
    const { tool, points } = stroke;
    ui.root.dataset.strokeAt = performance.now().toFixed(1);
    history.add({ tool, points, width: stroke.width });
    const share = ui.root.dataset.hidden;
    say(`${tool === "eraser" ? "Uncovered" : "Hidden"}: ${share} % of the photo is hidden now.`);
  }

  function drop() {
    lift(true);
  }

  /** The stroke under the hand is over; where it was told and is no stroke, that is told too. */
  function lift(dropped) {
    const dirty = live && painted;
    clearTimeout(later);
    if (dropped && live && toldAt > -Infinity) model.send({ live: null, number });
    [live, waiting, toldAt] = [null, false, -Infinity];
    painted = 0;
    delete ui.root.dataset.painting;
    if (dirty) rebuild();
    schedule();
  }

  function say(sentence) {
    ui.live.textContent = sentence;
  }

  // ---- Pointer: mouse, touch, stylus -----------------------------------------------------------

  function place(event) {
    const box = ui.stage.getBoundingClientRect();
    const far = 4 * size;
    const at = (value, start, length) =>
      Math.round(Math.min(far, Math.max(-far, ((value - start) / length) * size)) * 100) / 100;
    return [at(event.clientX, box.left, box.width), at(event.clientY, box.top, box.height)];
  }

  const eraserEnd = (event) => event.pointerType === "pen" && event.button === 5;
  const hand = oneHand(ui.stage, {
    may: (event) => model.get("enabled") && (event.button === 0 || eraserEnd(event)),
    begin(event) {
      if (live) finish(); // the keyboard had the pen down
      byKeys = false;
      ui.stage.dataset.by = "pointer";
      hover = place(event);
      begin(hover, eraserEnd(event) ? "eraser" : undefined);
    },
    move: (event) => live && extend(place(event)),
    end(event) {
      if (!live) return;
      extend(place(event));
      finish();
    },
    drop,
    hover(event) {
      if (event) byKeys = false;
      hover = event && place(event);
      schedule();
    },
  });

  // ---- Keyboard ---------------------------------------------------------------------------------

  function moveCursor(dx, dy, step) {
    cursor = [cursor[0] + dx * step, cursor[1] + dy * step].map((v) => Math.min(size, Math.max(0, v)));
    byKeys = true;
    if (live?.byKeys && (live.tool === "pen" || live.tool === "eraser")) extend(cursor);
    ui.stage.dataset.cursor = cursor.join(",");
    schedule();
  }

  function press() {
    byKeys = true;
    const where = `at ${Math.round(cursor[0])} across, ${Math.round(cursor[1])} down`;
    if (!live) {
      begin(cursor, undefined, true);
      const started = { pen: "Pen down", eraser: "Eraser down", rectangle: "First corner", lasso: "First point" };
      say(`${started[live.tool]} ${where}.`);
    } else if (live.tool === "lasso") {
      extend(cursor);
      say(`Point ${live.points.length} ${where}.`);
    } else {
      if (live.tool === "rectangle") extend(cursor);
      finish();
    }
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  ui.stage.addEventListener("keydown", (event) => {
    delete ui.stage.dataset.by;
    if (!model.get("enabled") || event.altKey || event.metaKey || event.ctrlKey) return;
    const arrow = ARROWS[event.key];
    if (arrow) moveCursor(...arrow, event.shiftKey ? 8 : 2);
    else if (event.key === " ") event.repeat || press();
    else if (event.key === "Enter") {
      if (!live) return;
      if (live.tool === "rectangle") extend(cursor);
      finish();
    } else return;
    event.preventDefault();
  });
  ui.root.addEventListener("keydown", (event) => {
    if (!model.get("enabled") || event.altKey) return;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key === "z") (event.shiftKey ? history.redo : history.undo)();
      else if (key === "y") history.redo();
      else return;
    } else if (key === "escape" && live) {
      hand.release();
      drop();
      say("Stroke dropped.");
    } else if (key === "[" || key === "]") widen(key === "]" ? 2 : -2);
    else {
      const tool = TOOLS.find(([, , letter]) => letter === key);
      if (!tool) return;
      choose(tool[0]);
    }
    event.preventDefault();
  });
  ui.stage.addEventListener("blur", () => {
    if (live?.byKeys) finish();
    byKeys = false;
    delete ui.stage.dataset.by;
    schedule();
  });
  ui.stage.addEventListener("focus", () => {
    byKeys = ui.stage.matches(":focus-visible") && !hand.busy();
    schedule();
  });

  function choose(tool) {
    if (live) drop();
    model.set("tool", tool);
    model.save_changes();
    say(`${TOOLS.find(([name]) => name === tool)[1]} chosen.`);
  }

  function widen(by) {
    model.set("brush", Math.min(WIDEST, Math.max(NARROWEST, model.get("brush") + by)));
    model.save_changes();
    say(`Brush ${model.get("brush")} pixels wide.`);
  }

  // ---- What the traits say ------------------------------------------------------------------------

  function strokesChanged() {
    if (live && !hand.busy()) drop(); // the keyboard's stroke began on another mask
    rebuild();
    if (live) painted = 0; // under the pointer: it is painted again on the new mask
    ui.refresh();
  }

  watch(model, ["strokes", "presets"], strokesChanged, signal);
  watch(model, ["photo"], drawPhoto, signal);
  watch(model, ["sharp"], sharpen, signal);
  watch(model, ["answered"], answered, signal);
  watch(model, ["tool", "brush", "enabled", "error", "label"], () => [ui.refresh(), schedule()], signal);
  history.views.add(ui.refresh);

  const observer = new ResizeObserver(resize);
  observer.observe(ui.stage);
  signal?.addEventListener("abort", () => {
    observer.disconnect();
    history.views.delete(ui.refresh);
    cancelAnimationFrame(frame);
    clearTimeout(later);
  });
  ui.refresh();
  resize();
  sharpen();
}

/** The elements of one view, and how they show the traits. */
function buildPad(model, actions) {
  const undoPath = "M9 7L4 12l5 5M4 12h10a5 5 0 0 1 0 10h-1";
  const redoPath = "M15 7l5 5-5 5M20 12H10a5 5 0 0 0 0 10h1";
  const clearPath = "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13";
  const helpId = `lwl-pad-help-${Math.random().toString(36).slice(2)}`;

  const tools = TOOLS.map(([tool, name, key, hint, path]) =>
    h(
      "button",
      {
        type: "button",
        class: "lwl-button",
        "data-tool": tool,
        title: `${hint} (${key.toUpperCase()})`,
        "aria-label": `${name}: ${hint}`,
        "aria-keyshortcuts": key,
        onclick: () => actions.choose(tool),
      },
      icon(path),
      h("span", { class: "lwl-tool-name" }, name),
    ),
  );
  const action = (name, hint, path, run) =>
    h("button", { type: "button", class: "lwl-button", "data-action": name.toLowerCase(), title: hint, "aria-label": name, onclick: run }, icon(path));
  const undo = action("Undo", "Take the last stroke back (Ctrl Z)", undoPath, actions.undo);
  const redo = action("Redo", "Paint it again (Ctrl Shift Z)", redoPath, actions.redo);
  const clear = action("Clear", "Hide nothing", clearPath, actions.clear);
  const peek = h(
    "button",
    {
      type: "button",
      class: "lwl-button",
      "data-action": "peek",
      title: "See through the cover what is hidden",
      "aria-pressed": "false",
      onclick: () => {
        peek.setAttribute("aria-pressed", String(!peeking()));
        actions.redraw();
      },
    },
    icon("M2 12c3-5 6.500-7 10-7s7 2 10 7c-3 5-6.500 7-10 7s-7-2-10-7zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z"),
    h("span", { class: "lwl-tool-name" }, "Peek"),
  );
  const peeking = () => peek.getAttribute("aria-pressed") === "true";

  const slider = h("input", {
    type: "range",
    class: "lwl-slider",
    min: NARROWEST,
    max: WIDEST,
    step: 1,
    "aria-label": "Brush width in pixels of the photo",
    title: "How wide the pen and the eraser are, in pixels of the 128 × 128 photo",
    oninput: () => model.set("brush", Number(slider.value)),
    onchange: () => model.save_changes(),
  });
  const width = h("output");
  const photo = h("canvas", { "aria-hidden": "true" });
  const over = h("canvas", { "aria-hidden": "true" });
  const stage = h(
    "div",
    { class: "lwl-pad-stage", tabindex: "0", role: "application", "aria-roledescription": "sketchpad", "aria-describedby": helpId },
    photo,
    over,
  );
  const share = h("span", { class: "lwl-pad-share" });
  const live = h("span", { class: "lwl-visually-hidden", role: "status", "aria-live": "polite" });
  const error = h("p", { class: "lwl-error", role: "alert" });
  const keys = h(
    "details",
    {},
    h("summary", {}, "Keyboard"),
    h("dl", {}, ...KEYS.flatMap(([key, what]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, what)])),
  );
  const help = h("span", { id: helpId, class: "lwl-visually-hidden" }, KEYS.map(([key, what]) => `${key}: ${what}.`).join(" "));

  const root = h(
    "div",
    { class: "lwl lwl-pad" },
    h(
      "div",
      { class: "lwl-toolbar", role: "toolbar", "aria-label": "Painting" },
      h("div", { class: "lwl-toolgroup", role: "group", "aria-label": "Tool" }, ...tools),
      h("div", { class: "lwl-toolgroup", role: "group", "aria-label": "Strokes" }, undo, redo, clear),
      peek,
      h("label", { class: "lwl-field lwl-pad-brush" }, "Brush", slider, width),
    ),
    stage,
    error,
    h("div", { class: "lwl-pad-status lwl-caption" }, share),
    keys,
    help,
    live,
  );

  function refresh() {
    const enabled = model.get("enabled");
    root.dataset.enabled = enabled;
    for (const button of tools) {
      button.setAttribute("aria-pressed", button.dataset.tool === model.get("tool"));
      button.disabled = !enabled;
    }
    undo.disabled = !enabled || !actions.canUndo();
    redo.disabled = !enabled || !actions.canRedo();
    clear.disabled = !enabled || model.get("strokes").length === 0;
    slider.disabled = !enabled;
    slider.value = model.get("brush");
    width.textContent = `${model.get("brush")} px`;
    stage.setAttribute("aria-label", model.get("label"));
    stage.setAttribute("aria-disabled", !enabled);
    error.textContent = model.get("error");
  }

  function showShare(percent) {
    const text = percent > 0 && percent < 10 ? percent.toFixed(1) : percent.toFixed(0);
    root.dataset.hidden = text;
    share.textContent = percent > 0 ? `${text} % hidden` : "Nothing is hidden yet: paint over the photo.";
  }

  return { root, stage, photo, over, live, refresh, showShare, peeking };
}

export default sketchpad;
