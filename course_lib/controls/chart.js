// A plotly figure. The library comes to a page once; every chart of the page waits for it.
const PATIENCE = 30000; // milliseconds for a kernel that may be busy, then ask again

/** Plotly from our own server, where the page is ours: the browser keeps it for the next page. */
function fromServer() {
  const config = document.getElementById("jupyter-config-data");
  if (!config || !document.body.classList.contains("lwl-page")) return Promise.reject();
  const base = JSON.parse(config.textContent).baseUrl;
  return runScript(`${base}course/static/plotly.min.js`);
}

/** Plotly from the kernel of the first chart, compressed. */
function fromKernel(model) {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => finish(failed), PATIENCE);
    const answer = async (content, buffers) => {
      if (content.type !== "library") return;
      const packed = new Blob([bytesOf(buffers[0])]).stream();
      const text = await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).blob();
      const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      runScript(address).then(() => finish(done), () => finish(failed));
    };
    const finish = (then) => {
      clearTimeout(timer);
      model.off("msg:custom", answer);
      then();
    };
    model.on("msg:custom", answer);
    model.send({ type: "library" });
  });
}

function runScript(address) {
  return new Promise((done, failed) => {
    document.head.append(h("script", { src: address, onload: done, onerror: failed }));
  });
}

/** Plotly writes its style rules through the DOM, where they are lost as soon as the page moves its
 *  <style>; without them clicks never reach the drawing. As text they stay. */
function keepStyles() {
  const style = document.getElementById("plotly.js-style-global");
  const rules = [...(style?.sheet?.cssRules ?? [])].map((rule) => rule.cssText);
  if (rules.length) document.head.append(h("style", { id: "lwl-plotly-style" }, rules.join("\n")));
}

function library(model) {
  globalThis.lwlPlotly ??= fromServer()
    .catch(() => fromKernel(model))
    .then(() => {
      keepStyles();
      return globalThis.Plotly;
    })
    .catch((error) => {
      globalThis.lwlPlotly = null;
      throw error;
    });
  return globalThis.lwlPlotly;
}

/** Sizes of type that a figure sets itself grow with the page's, and so does the room for it. */
function grow(node, scale) {
  for (const [key, value] of Object.entries(node ?? {})) {
    if (!value || typeof value !== "object" || ArrayBuffer.isView(value)) continue;
    if (key === "margin") for (const side of "lrtb") if (value[side]) value[side] *= scale;
    if (/font$/i.test(key) && typeof value.size === "number") value.size *= scale;
    else if (!Array.isArray(value) || typeof value[0] === "object") grow(value, scale);
  }
}

/** The figure with the page's own colours, font and type size. */
function dressed(spec, root) {
  const style = getComputedStyle(root);
  const css = (name) => style.getPropertyValue(name).trim();
  const { data, layout } = JSON.parse(spec.replace(/var\((--[\w-]+)\)/g, (_, name) => css(name)));
  const scale = Number(css("--lwl-scale")) || 1;
  const coarse = matchMedia("(pointer: coarse)").matches;
  const font = layout.font ?? {};
  delete layout.font;
  if (scale !== 1) grow({ data, layout }, scale);
  delete layout.height;
  delete layout.width;
  layout.autosize = true;
  layout.font = {
    family: style.fontFamily,
    color: css("--lwl-ink-soft"),
    ...font,
    size: (font.size ?? 15) * scale,
  };
  layout.hoverlabel = {
    bgcolor: css("--lwl-surface"),
    bordercolor: css("--lwl-line-strong"),
    ...layout.hoverlabel,
    font: { color: css("--lwl-ink"), ...layout.hoverlabel?.font },
  };
  layout.uirevision ??= "kept";
  // On a touch screen a finger on a flat chart scrolls the page.
  const solid = data.some((trace) => /3d|surface|mesh/.test(trace.type ?? ""));
  if (coarse && !solid) layout.dragmode = false;
  return { data, layout, solid };
}

/** Names that would cover a more important one are left out; pointing at their points tells them.
 *  ``layout.meta.names`` is their order. Here, and not where the figure is made: only the page knows
 *  its window, its type and how far a reader has zoomed in. */
function makeRoom(plot) {
  const order = plot?.layout?.meta?.names;
  if (!order) return;
  const rank = new Map(order.map((name, i) => [name, i]).reverse());
  const texts = [...plot.querySelectorAll(".textpoint text")];
  const boxes = texts.map((text) => text.getBoundingClientRect());
  const free = written(texts.map((text, i) => ({ rank: rank.get(text.textContent) ?? 1e9, box: boxes[i] })));
  texts.forEach((text, i) => (text.style.visibility = free[i] ? "" : "hidden"));
}

/** Which names are written: the most important one, and each next one that covers none of those. */
function written(names) {
  const apart = (a, b) => a.left >= b.right || b.left >= a.right || a.top >= b.bottom || b.top >= a.bottom;
  const free = names.map(() => false);
  const kept = [];
  for (const i of names.map((_, i) => i).sort((a, b) => names[a].rank - names[b].rank)) {
    free[i] = kept.every((box) => apart(names[i].box, box));
    if (free[i]) kept.push(names[i].box);
  }
  return free;
}

/** The same in three dimensions, as the reader has turned the picture: plotly draws names there
 *  itself, so they are put where its camera has them, and the traces get those that have room. */
async function makeRoomIn3d(Plotly, plot, texts) {
  for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame); // its camera moves with them
  const order = plot?.layout?.meta?.names;
  const scene = plot?._fullLayout?.scene?._scene;
  const camera = scene?.glplot?.cameraParams;
  if (!order || !camera) return;
  const rank = new Map(order.map((name, i) => [name, i]).reverse());
  const pen = document.createElement("canvas").getContext("2d");
  const { width, height } = plot.getBoundingClientRect();
  const times = (m, v) => [0, 1, 2, 3].map((r) => v.reduce((sum, x, c) => sum + m[4 * c + r] * x, 0));
  const names = [];
  plot._fullData.forEach((trace, t) => (trace.mode ?? "").includes("text") && texts[t].forEach((word, i) => {
    const point = ["x", "y", "z"].map((axis, a) => trace[axis][i] * scene.dataScale[a]);
    const [x, y, , w] = [camera.model, camera.view, camera.projection].reduce((v, m) => times(m, v), [...point, 1]);
    const left = (0.5 * width * (w + x)) / w;
    const top = (0.5 * height * (w - y)) / w;
    const size = trace.textfont?.size ?? 15;
    pen.font = `${size}px ${plot.layout.font.family}`;
    const half = pen.measureText(word).width / 2 + 2;
    names.push({ t, i, rank: rank.get(word) ?? 1e9,
      box: { left: left - half, right: left + half, top: top - 2 * size, bottom: top - 0.6 * size } });
  }));
  const free = written(names);
  const shown = new Map();
  names.forEach(({ t, i }, n) => {
    if (!shown.has(t)) shown.set(t, [...texts[t]]);
    if (!free[n]) shown.get(t)[i] = "";
  });
  await Plotly.restyle(plot, { text: [...shown.values()] }, [...shown.keys()]);
}

const plain = (value) => (ArrayBuffer.isView(value) ? Array.from(value) : (value ?? null));

/** What Python is told about a point. */
function told(point) {
  return {
    curve: point.curveNumber,
    point: point.pointNumber ?? point.pointIndex ?? null,
    x: plain(point.x),
    y: plain(point.y),
    z: plain(point.z),
    text: plain(point.text),
    customdata: plain(point.customdata),
  };
}

function render({ model, el }) {
  const gone = new AbortController();
  const words = h("p", { class: "lwl-hint lwl-chart-words" });
  const root = h("div", { class: "lwl lwl-chart" }, words);
  let plot = null; // the element plotly draws into
  let wasSolid = null;
  let whole = []; // all names of each trace
  let drawing = false;
  let again = false;
  el.classList.add("lwl-host");
  el.append(root);

  function describe() {
    root.style.setProperty("--lwl-chart-height", model.get("height"));
    plot?.setAttribute("aria-label", model.get("label"));
  }

  function say(text) {
    words.textContent = text;
    words.hidden = !text;
  }

  function clear(Plotly) {
    if (plot) {
      Plotly.purge(plot);
      plot.remove();
    }
    plot = null;
  }

  function tell(kind, point) {
    if (point && model.get("hears").includes(kind)) model.send({ type: kind, point: told(point) });
  }

  function listen() {
    plot.on("plotly_afterplot", () => makeRoom(plot)); // a zoom, another width
    plot.on("plotly_relayout", () => wasSolid && makeRoomIn3d(globalThis.Plotly, plot, whole));
    let under = null; // the point under the pointer
    let pressed = null; // where the pointer went down, and on which point
    plot.on("plotly_hover", (event) => {
      under = event.points?.[0] ?? null;
      tell("hover", under);
    });
    plot.on("plotly_unhover", () => (under = null));
    plot.on("plotly_click", (event) => {
      if (!wasSolid) tell("click", event.points?.[0]);
    });
    // A solid plot looks for a click only while it draws a frame, and misses a short one.
    const at = (kind, handle) => plot.addEventListener(kind, handle, { capture: true });
    at("pointerdown", (e) => {
      document.activeElement?.blur(); // plotly keeps the browser from doing it: a field stays in use
      pressed = { x: e.clientX, y: e.clientY, point: under };
    });
    at("pointerup", (e) => {
      const still = pressed && Math.hypot(e.clientX - pressed.x, e.clientY - pressed.y) < 6;
      if (wasSolid && still) tell("click", pressed.point ?? under);
      pressed = null;
    });
  }

  async function draw() {
    if (drawing) {
      again = true;
      return;
    }
    drawing = true;
    do {
      again = false;
      try {
        await drawOnce();
      } catch (error) {
        console.warn("a chart could not be drawn", error);
        say("This chart could not be drawn. Reload the page to try again.");
      }
    } while (again && !gone.signal.aborted);
    drawing = false;
  }

  async function drawOnce() {
    const spec = model.get("spec");
    if (!spec) {
      if (globalThis.Plotly) clear(globalThis.Plotly);
      say(model.get("empty"));
      return;
    }
    if (!plot) say("Getting ready to draw …");
    let Plotly;
    for (let tries = 0; !Plotly && !gone.signal.aborted; tries++) {
      Plotly = await library(model).catch((error) => {
        if (tries >= 3) throw error ?? new Error("no library");
      });
    }
    if (gone.signal.aborted || model.get("spec") !== spec) {
      again = !gone.signal.aborted;
      return;
    }
    const { data, layout, solid } = dressed(spec, root);
    if (plot && solid !== wasSolid) clear(Plotly); // from flat to solid and back: begin afresh
    wasSolid = solid;
    const config = {
      displaylogo: false,
      responsive: false,
      displayModeBar: false, // it lies on the drawing and sends data to plotly's own pages
    };
    if (plot) {
      await Plotly.react(plot, data, layout, config);
    } else {
      plot = h("div", { class: "lwl-chart-plot", role: "img" });
      root.append(plot);
      say("");
      await Plotly.newPlot(plot, data, layout, config);
      listen();
      makeRoom(plot); // from now on it hears of every drawing
    }
    if (solid) {
      whole = data.map((trace) => [...(trace.text ?? [])]);
      await makeRoomIn3d(Plotly, plot, whole);
    }
    describe();
    root.dataset.revision = Number(root.dataset.revision ?? 0) + 1;
    root.dataset.drawnAt = performance.now().toFixed(1);
  }

  let frame = 0;
  const sizes = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      if (plot && root.clientWidth && !drawing) globalThis.Plotly.Plots.resize(plot);
    });
  });
  sizes.observe(root);

  const themes = new MutationObserver(draw); // light or dark, large type
  themes.observe(document.body, { attributeFilter: ["data-jp-theme-light", "class"] });
  themes.observe(document.documentElement, { attributeFilter: ["class"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw, { signal: gone.signal });
  watch(model, ["spec", "empty"], draw, gone.signal);
  watch(model, ["height", "label"], describe, gone.signal);
  describe();
  draw();

  return () => {
    gone.abort();
    sizes.disconnect();
    themes.disconnect();
    cancelAnimationFrame(frame);
    if (globalThis.Plotly) clear(globalThis.Plotly);
  };
}

export default { render };
