// A square frame on a photo: dragged, or moved by the arrow keys and sized by + and −.

function render({ model, el, signal }) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const frame = h("div", {
    class: "lwl-face-box",
    tabindex: 0,
    role: "group",
    "aria-label": "The frame. Arrow keys move it, plus and minus size it.",
    title: "Drag it onto the face; arrow keys move it, + and − size it",
  });
  const stage = h("div", { class: "lwl-face-stage" }, canvas, frame);
  const size = h("input", { type: "range", class: "lwl-slider", min: 32, "aria-label": "Size of the frame", oninput: () => put({ side: Number(size.value) }) });
  const field = h("label", { class: "lwl-field" }, "Smaller", size, "Larger");
  const hint = h("p", { class: "lwl-hint" }, "Hair to chin, eyes level: the head fills the frame.");
  const root = h("div", { class: "lwl" }, stage, field, hint);
  el.classList.add("lwl-host");
  el.append(root);
  keepKeys(root);

  /** Change the frame, kept on the photo; its middle stays when its size changes. */
  function put({ side = model.get("side"), left = model.get("left"), top = model.get("top") }, send = true) {
    const [width, height] = [model.get("width"), model.get("height")];
    const most = Math.min(width, height);
    const before = model.get("side");
    side = Math.round(Math.max(Math.min(32, most), Math.min(side, most)));
    left += (before - side) / 2;
    top += (before - side) / 2;
    left = Math.round(Math.max(0, Math.min(left, width - side)));
    top = Math.round(Math.max(0, Math.min(top, height - side)));
    model.set({ side, left, top });
    if (send) model.save_changes();
    place();
  }

  function place() {
    const [width, height] = [model.get("width"), model.get("height")];
    frame.style.left = `${(100 * model.get("left")) / width}%`;
    frame.style.top = `${(100 * model.get("top")) / height}%`;
    frame.style.width = `${(100 * model.get("side")) / width}%`;
    size.value = model.get("side");
  }

  function draw() {
    const [width, height] = [model.get("width"), model.get("height")];
    const image = rgbImage(bytesOf(model.get("image")), width, height);
    root.hidden = !image;
    if (!image) return;
    canvas.width = width;
    canvas.height = height;
    canvas.getContext("2d").putImageData(image, 0, 0);
    size.max = Math.min(width, height);
    place();
  }

  let grip = null;
  const scale = () => model.get("width") / stage.getBoundingClientRect().width;
  const hand = oneHand(frame, {
    begin: (event) => (grip = { x: event.clientX, y: event.clientY, left: model.get("left"), top: model.get("top") }),
    move: (event) => put({ left: grip.left + (event.clientX - grip.x) * scale(), top: grip.top + (event.clientY - grip.y) * scale() }, false),
    end: () => model.save_changes(),
    drop: () => put({ left: grip.left, top: grip.top }),
  });
  signal?.addEventListener("abort", () => hand.release());

  frame.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 20 : 4;
    const [left, top, side] = [model.get("left"), model.get("top"), model.get("side")];
    const act = {
      ArrowLeft: { left: left - step },
      ArrowRight: { left: left + step },
      ArrowUp: { top: top - step },
      ArrowDown: { top: top + step },
      "+": { side: side + 2 * step },
      "=": { side: side + 2 * step },
      "-": { side: side - 2 * step },
    }[event.key];
    if (!act) return;
    event.preventDefault();
    put(act);
  });
  watch(model, ["image", "width", "height"], draw, signal);
  watch(model, ["left", "top", "side"], () => !hand.busy() && place(), signal);
  draw();
}

export default { render };
