// The learner's own text: typed or pasted into a field, or a file chosen or dropped. Nothing larger
// than the limit leaves the page: a gigabyte sent to the kernel would end the connection.
const AFTER = 500; // milliseconds after the last key

const inMegabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes % 1e6 && bytes < 1e7 ? 1 : 0)} MB`;

function render({ model, el }) {
  const gone = new AbortController();
  const id = freshName("text-upload");
  const label = h("label", { class: "lwl-hint", for: id });
  const area = h("textarea", {
    id,
    class: "lwl-text-area",
    rows: 5,
    dir: "auto",
    spellcheck: "false",
    "aria-describedby": `${id}-said`,
  });
  const file = h("input", { type: "file", hidden: true, onchange: () => takeFile(file.files) });
  const choose = h(
    "button",
    { type: "button", class: "lwl-button", onclick: () => file.click() },
    "Choose a file",
  );
  const said = h("p", { id: `${id}-said`, class: "lwl-hint", "aria-live": "polite" });
  const row = h("div", { class: "lwl-toolbar" }, choose, said);
  const root = h("div", { class: "lwl lwl-text-upload" }, label, area, file, row);
  keepKeys(root);
  el.classList.add("lwl-host");
  el.append(root);
  let waiting = 0;
  let turn = 0;

  const tooLarge = (what, bytes) =>
    `${what} is ${inMegabytes(bytes)} large, and at most ${inMegabytes(model.get("largest"))} can be sent ` +
    `through a page. ${model.get("instead")}`;

  function give(bytes, name) {
    const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    model.set({ data, name, given: model.get("given") + 1, error: "", note: "" });
    model.save_changes();
  }

  function refuse(sentence) {
    model.set({ error: sentence, note: "" });
    model.save_changes();
  }

  function takeText() {
    clearTimeout(waiting);
    const mine = ++turn;
    // A character takes at most three bytes for each of its units: count exactly only where needed.
    const most = model.get("largest");
    const text = area.value;
    if (text.length > most) return refuse(tooLarge("This text", text.length));
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > most) return refuse(tooLarge("This text", bytes.length));
    if (mine === turn) give(bytes, "");
  }

  async function takeFile(files) {
    const [one, count] = [files?.[0], files?.length]; // the list is emptied with the field
    file.value = "";
    if (!one) return;
    clearTimeout(waiting);
    if (count > 1) {
      turn++;
      return refuse(`These are ${count} files, and one is taken: pack them into one .zip. ${model.get("instead")}`);
    }
    const mine = ++turn;
    const name = `“${one.name}”`;
    if (one.size > model.get("largest")) return refuse(tooLarge(name, one.size));
    said.textContent = `Reading ${name} …`;
    try {
      const bytes = new Uint8Array(await one.arrayBuffer());
      if (mine === turn) give(bytes, one.name);
    } catch {
      if (mine === turn) refuse(`${name} cannot be read: choose another file.`);
    }
  }

  area.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(takeText, AFTER);
  });
  const over = (on) => (event) => {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab would open the file itself
    area.classList.toggle("lwl-over", on);
    if (event.type === "drop") takeFile(event.dataTransfer.files);
  };
  for (const [type, on] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
    root.addEventListener(type, over(on));
  }

  const draw = () => {
    label.textContent = model.get("label");
    const error = model.get("error");
    said.className = error ? "lwl-error" : "lwl-hint";
    said.textContent = error || model.get("note") || `At most ${inMegabytes(model.get("largest"))}. It stays on this computer.`;
  };
  watch(model, ["label", "error", "note"], draw, gone.signal);
  gone.signal.addEventListener("abort", () => clearTimeout(waiting));
  draw();
  return () => gone.abort();
}

export default { render };
