// The learner's own photo: looked at, turned, laid on white and shrunk here, before it is sent.

const MOST_PIXELS = 100e6;
const LARGEST_FILE = 256 * 2 ** 20;
const LEAST_SIDE = 16;
const ACCEPT = "image/*,.jpg,.jpeg,.png,.webp,.gif,.bmp,.tif,.tiff,.avif,.heic";

class Refused extends Error {}

const ascii = (bytes, from, length) => String.fromCharCode(...bytes.subarray(from, from + length));

/** What the first bytes say: {kind, width, height}; sizes are 0 where they do not say. "Deep" are
 *  PNGs of 16 bits a colour: of a picture that uses few of them, browsers make a black one. */
function readHeader(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = (kind, width = 0, height = 0) => ({ kind, width, height });
  try {
    if (view.getUint32(0) === 0x89504e47) return size(bytes[24] === 16 ? "Deep PNG" : "PNG", view.getUint32(16), view.getUint32(20));
    if (view.getUint16(0) === 0xffd8) return size("JPEG", ...jpegSize(view));
    if (ascii(bytes, 0, 4) === "GIF8") return size("GIF", view.getUint16(6, true), view.getUint16(8, true));
    if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 4) === "WEBP") return size("WebP", ...webpSize(bytes, view));
    if (ascii(bytes, 0, 2) === "BM") return size("BMP", ...bmpSize(view));
    if (["II*\0", "MM\0*"].includes(ascii(bytes, 0, 4))) return size("TIFF", ...tiffSize(view));
    if (ascii(bytes, 4, 4) === "ftyp") {
      return size(/avi[fs]/.test(ascii(bytes, 8, 48)) ? "AVIF" : "HEIC", ...heifSize(bytes, view));
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the header is longer than what was read
  }
  return size("");
}

function jpegSize(view) {
  for (let at = 2; at < view.byteLength - 8; ) {
    const marker = view.getUint8(at + 1);
    if (view.getUint8(at) !== 0xff) break;
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return [view.getUint16(at + 7), view.getUint16(at + 5)];
    } else at += 2 + view.getUint16(at + 2);
  }
  return [0, 0];
}

function bmpSize(view) {
  if (view.getUint32(14, true) === 12) return [view.getUint16(18, true), view.getUint16(20, true)]; // OS/2's
  return [view.getInt32(18, true), Math.abs(view.getInt32(22, true))];
}

function webpSize(bytes, view) {
  const form = ascii(bytes, 12, 4);
  if (form === "VP8 ") return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
  const bits = view.getUint32(form === "VP8L" ? 21 : 24, true);
  if (form === "VP8L") return [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1];
  return [(bits & 0xffffff) + 1, (view.getUint32(27, true) & 0xffffff) + 1];
}

function tiffSize(view) {
  const little = view.getUint8(0) === 0x49;
  const at = view.getUint32(4, little);
  const found = { 256: 0, 257: 0 };
  for (let i = 0; i < view.getUint16(at, little); i++) {
    const entry = at + 2 + 12 * i;
    const short = view.getUint16(entry + 2, little) === 3;
    const tag = view.getUint16(entry, little);
    if (tag in found) found[tag] = short ? view.getUint16(entry + 8, little) : view.getUint32(entry + 8, little);
  }
  return [found[256], found[257]];
}

function heifSize(bytes, view) {
  let largest = [0, 0]; // several: thumbnails, and the tiles of one picture
  for (let at = 0; at < bytes.length - 16; at++) {
    if (bytes[at] === 0x69 && ascii(bytes, at, 4) === "ispe") {
      const found = [view.getUint32(at + 8), view.getUint32(at + 12)];
      if (found[0] * found[1] > largest[0] * largest[1]) largest = found;
    }
  }
  return largest;
}

/** Whether a file ends before its picture does; browsers would draw its lower part grey. */
async function cutShort(file, kind, head) {
  if (kind === "WebP") return new DataView(head.buffer).getUint32(4, true) + 8 > file.size;
  if (!["JPEG", "PNG", "Deep PNG"].includes(kind)) return false;
  const ends = (bytes, from) => {
    for (let i = bytes.length - 2; i >= from; i--) {
      if (kind === "JPEG" ? bytes[i] === 0xff && bytes[i + 1] === 0xd9 : ascii(bytes, i, 4) === "IEND") return true;
    }
    return false;
  };
  // Some cameras put a film behind the photo, so the end may lie far from the file's.
  const all = new Uint8Array(await file.arrayBuffer());
  return !ends(all, kind === "JPEG" ? scanStart(all) : 8);
}

/** Where a JPEG's pixels begin: a thumbnail inside the header has an end of its own. */
function scanStart(bytes) {
  let at = 2;
  while (at < bytes.length - 4 && bytes[at] === 0xff) {
    if (bytes[at + 1] === 0xda) return at;
    at += bytes[at + 1] === 0xff ? 1 : 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
  }
  return at;
}

function looksLikeText(head) {
  const start = head.subarray(0, 512);
  return start.length > 0 && start.every((b) => b >= 32 || b === 9 || b === 10 || b === 13 || b === 12);
}

const megabytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MB`;

/** Check a file before any pixel is unpacked; throws Refused with the sentence to show. */
async function inspect(file) {
  const name = `“${file.name || "The file"}”`;
  if (file.size === 0) throw new Refused(`${name} is empty (0 bytes): choose another file.`);
  if (file.size > LARGEST_FILE) {
    throw new Refused(`${name} is ${megabytes(file.size)} large: choose one of at most ${megabytes(LARGEST_FILE)}.`);
  }
  const head = new Uint8Array(await file.slice(0, 2 ** 20).arrayBuffer());
  const { kind, width, height } = readHeader(head);
  if (!kind && looksLikeText(head)) {
    const drawing = ascii(head, 0, 512).includes("<svg");
    throw new Refused(
      drawing
        ? `${name} is a drawing made of lines (SVG), not of pixels: choose a photo.`
        : `${name} holds text, not a picture: choose a photo.`,
    );
  }
  if (width * height > MOST_PIXELS) {
    throw new Refused(
      `${name} unpacks to ${Math.round((width * height) / 1e6)} megapixels: choose one of at most ${MOST_PIXELS / 1e6}.`,
    );
  }
  if (width && height && Math.min(width, height) < LEAST_SIDE) {
    throw new Refused(`${name} is ${width} × ${height} pixels: a photo needs at least ${LEAST_SIDE} each way.`);
  }
  if (await cutShort(file, kind, head)) {
    throw new Refused(`${name} is cut short (its end is missing): choose another file, or download it again.`);
  }
  return kind;
}

/** The photo as a canvas of at most `longest` pixels a side, on white, upright. */
async function shrink(file, longest) {
  const whole = await createImageBitmap(file, { imageOrientation: "from-image" });
  if (Math.min(whole.width, whole.height) < LEAST_SIDE) {
    throw new Refused(`This picture is ${whole.width} × ${whole.height} pixels: a photo needs at least ${LEAST_SIDE} each way.`);
  }
  // Of a panorama the middle is kept, so that shrinking leaves its short side enough pixels.
  let width = Math.min(whole.width, 4 * whole.height);
  let height = Math.min(whole.height, 4 * whole.width);
  let source = whole;
  let from = [(whole.width - width) / 2, (whole.height - height) / 2];
  for (;;) {
    const factor = Math.max(0.5, Math.min(1, longest / Math.max(width, height))); // halves, against aliasing
    const [w, hgt] = [Math.max(1, Math.round(width * factor)), Math.max(1, Math.round(height * factor))];
    const canvas = document.createElement("canvas");
    canvas.width = w;
    canvas.height = hgt;
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, w, hgt);
    context.imageSmoothingQuality = "high";
    context.drawImage(source, ...from, width, height, 0, 0, w, hgt);
    if (source === whole) whole.close();
    if (Math.max(w, hgt) <= longest) return canvas;
    [source, from, width, height] = [canvas, [0, 0], w, hgt];
  }
}

/** The bytes to send: a PNG of the shrunk photo, or the file itself where only Pillow may read it. */
async function prepare(file, model) {
  const kind = await inspect(file);
  const whole = async () => new Uint8Array(await file.arrayBuffer());
  if (kind === "Deep PNG" && file.size <= model.get("largest_raw")) return whole();
  try {
    const canvas = await shrink(file, model.get("longest_side"));
    const png = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!png) throw new Error("no PNG");
    return new Uint8Array(await png.arrayBuffer());
  } catch (error) {
    if (error instanceof Refused) throw error;
    const name = `“${file.name || "The file"}”`;
    if (!kind && file.size > model.get("largest_raw")) throw new Refused(`${name} is not a picture that can be read: use JPEG, PNG, WebP, AVIF, GIF, BMP or TIFF.`);
    if (kind === "HEIC") throw new Refused(`${name} is a HEIC photo, as iPhones take them, and this browser cannot read it: save it as a JPEG first.`);
    if (file.size > model.get("largest_raw")) {
      throw new Refused(`This browser cannot read ${name}: save it as a JPEG or a PNG first.`);
    }
    return whole();
  }
}

function render({ model, el, signal }) {
  const input = h("input", { type: "file", accept: ACCEPT, hidden: true, onchange: () => take(input.files) });
  const prompt = h("strong");
  const note = h("span");
  const button = h(
    "button",
    { type: "button", class: "lwl-upload-drop", title: "The photo stays on this computer", onclick: () => input.click() },
    icon("M4 8a2 2 0 0 1 2-2h2l1.500-2h5L16 6h2a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM12 9.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 1 0 0-7"),
    h("span", {}, prompt, note),
  );
  const error = h("p", { class: "lwl-error", role: "alert" });
  const root = h("div", { class: "lwl lwl-upload" }, button, input, error);
  el.classList.add("lwl-host");
  el.append(root);
  keepKeys(root);
  let turn = 0;

  async function take(files) {
    const [file] = files ?? [];
    input.value = "";
    if (!file) return;
    const mine = ++turn;
    root.dataset.state = "busy";
    button.setAttribute("aria-busy", "true");
    button.classList.add("lwl-busy");
    note.textContent = "Reading it …";
    let bytes = null;
    let refusal = "";
    try {
      bytes = await prepare(file, model);
    } catch (problem) {
      refusal = problem instanceof Refused ? problem.message : `“${file.name}” cannot be read: choose another file.`;
    }
    if (mine !== turn) return; // another file came meanwhile
    if (bytes) {
      model.set({ photo_png: new DataView(bytes.buffer), name: file.name || "Pasted picture", given: model.get("given") + 1, error: "" });
    } else model.set("error", refusal);
    model.save_changes();
    button.classList.remove("lwl-busy");
    button.setAttribute("aria-busy", "false");
    root.dataset.state = "idle";
    refresh();
  }

  function refresh() {
    prompt.textContent = model.get("prompt");
    const name = model.get("name");
    if (root.dataset.state !== "busy") {
      note.textContent = name ? `${name} · choose, drop or paste another` : "Choose, drop or paste it: any size. It stays on this computer.";
    }
    error.textContent = model.get("error");
  }

  const over = (on) => (event) => {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab would open the file itself
    button.classList.toggle("lwl-over", on);
    if (event.type === "drop") take(event.dataTransfer.files);
  };
  for (const [type, on] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
    root.addEventListener(type, over(on));
  }
  document.addEventListener(
    "paste",
    (event) => {
      const here = root.contains(document.activeElement) || document.activeElement === document.body;
      const files = [...(event.clipboardData?.files ?? [])];
      if (!here || !files.length || event.defaultPrevented) return;
      event.preventDefault();
      take(files);
    },
    { signal },
  );
  watch(model, ["error", "name", "prompt"], refresh, signal);
  refresh();
}

export default { render };
