// Helpers that every widget of the course begins with (put in front of its module by base.py).

/** Make an element: h("button", {class: "lwl-button", onclick: f}, "Undo"). */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** A name that no other view of the page has: each widget has a module of its own, so a counter
 *  in a module gives the same names again, and radio buttons of two widgets would be one group. */
function freshName(kind) {
  globalThis.lwlNames = (globalThis.lwlNames ?? 0) + 1;
  return `lwl-${kind}-${globalThis.lwlNames}`;
}

/** A 24 by 24 line icon from path data; decorative, so hidden from screen readers. */
function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

/** Bytes traits arrive as DataView (or not at all): always hand back a Uint8Array. */
function bytesOf(value) {
  if (!value) return new Uint8Array(0);
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

/** Raw RGB bytes as an ImageData; null when their number does not fit. */
function rgbImage(bytes, width, height) {
  if (bytes.length !== width * height * 3 || bytes.length === 0) return null;
  const image = new ImageData(width, height);
  for (let i = 0, j = 0; i < bytes.length; j += 4) {
    image.data[j] = bytes[i++];
    image.data[j + 1] = bytes[i++];
    image.data[j + 2] = bytes[i++];
    image.data[j + 3] = 255;
  }
  return image;
}

/** Listen to several traits of the model until the view goes. */
function watch(model, names, callback, signal) {
  for (const name of names) model.on(`change:${name}`, callback);
  signal?.addEventListener("abort", () => {
    for (const name of names) model.off(`change:${name}`, callback);
  });
}

/** Keep keys typed in a widget from JupyterLab, whose shortcuts (D D, Z, …) act on the cell and
 *  whose notebook takes the focus back at every key that reaches it. */
function keepKeys(root) {
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  root.addEventListener("keydown", (event) => event.stopPropagation());
}

const PALM = 500; // milliseconds after a pen's last sign in which a touch is the palm that holds it

/** One hand draws on a stage, with a mouse, a finger or a pen, and the pen goes first: the palm that
 *  holds it often lies on the page before it comes. So a pen drops what a touch has begun, and while
 *  it is near a touch begins nothing.
 *
 *  may(event): whether this press may draw. begin(event), move(event) for each point on the way,
 *  end(event): the stroke. drop(): it was none. hover(event or null): where the pointer is.
 *  Returns {busy(), release()}: whether a stroke is being drawn; forget that there is one. */
function oneHand(stage, { may = () => true, begin, move, end, drop, hover = () => {} }) {
  let drawing = null; // the press that began the stroke
  let pen = -Infinity; // when a pen was last seen
  const mine = (event) => event.pointerId === drawing?.pointerId;
  const see = (event) => {
    if (event.pointerType === "pen") pen = event.timeStamp;
  };
  stage.addEventListener("pointerdown", (event) => {
    const palm = event.pointerType === "touch" && event.timeStamp - pen < PALM;
    see(event);
    if (palm || !may(event)) return;
    if (drawing) {
      if (event.pointerType !== "pen" || drawing.pointerType !== "touch") return;
      drawing = null;
      drop();
    }
    event.preventDefault();
    stage.focus({ preventScroll: true });
    stage.setPointerCapture(event.pointerId);
    drawing = event;
    begin(event);
  });
  stage.addEventListener("pointermove", (event) => {
    see(event);
    if (mine(event)) {
      const merged = event.getCoalescedEvents?.() ?? [];
      for (const one of merged.length ? merged : [event]) move(one);
    }
    if (mine(event) || (!drawing && event.pointerType !== "touch")) hover(event);
  });
  stage.addEventListener("pointerup", (event) => {
    see(event);
    if (!mine(event)) return;
    drawing = null;
    end(event);
    if (event.pointerType === "touch") hover(null);
  });
  stage.addEventListener("pointercancel", (event) => {
    if (!mine(event)) return;
    drawing = null;
    drop();
    hover(null);
  });
  stage.addEventListener("pointerleave", () => {
    if (!drawing) hover(null);
  });
  stage.addEventListener("contextmenu", (event) => event.preventDefault());
  // Else the browser takes a quick stroke for a throw of the page, and the next tap, on whatever
  // button, for the finger that stops it: no click comes of that.
  stage.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  return { busy: () => drawing !== null, release: () => (drawing = null) };
}
