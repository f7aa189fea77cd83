// The score in localStorage: read first, then written whenever Python's text changes.

function render({ model, el }) {
  const gone = new AbortController();
  const place = model.get("place");
  const note = h("p", { class: "lwl-hint lwl-keeper-note", role: "status" });
  const clear = h("button", { type: "button", class: "lwl-button lwl-keeper-clear", onclick: press });
  const root = h("div", { class: "lwl lwl-keeper" }, clear, note);
  keepKeys(root);
  el.classList.add("lwl-host");
  el.append(root);
  let sure; // the timer of a first press
  let refused = "";

  const read = () => {
    try {
      return localStorage.getItem(place) ?? "";
    } catch {
      return null;
    }
  };
  function write() {
    if (!model.get("loaded")) return;
    try {
      if (model.get("damaged") && !localStorage.getItem(`${place}-damaged`)) {
        localStorage.setItem(`${place}-damaged`, localStorage.getItem(place) ?? "");
      }
      if (model.get("text")) localStorage.setItem(place, model.get("text"));
      else localStorage.removeItem(place);
      refused = "";
    } catch {
      refused = "This browser keeps nothing for this page: export the score before you leave it.";
    }
    root.dataset.kept = model.get("count");
    show();
  }
  function press() {
    if (sure === undefined) {
      sure = setTimeout(relax, 5000);
      show();
      return;
    }
    relax();
    model.set("cleared", model.get("cleared") + 1);
    model.save_changes();
  }
  function relax() {
    clearTimeout(sure);
    sure = undefined;
    show();
  }
  function show() {
    const count = model.get("count");
    const trials = count === 1 ? "1 trial" : `${count} trials`;
    clear.textContent = sure === undefined ? "Clear the score" : `Really forget ${trials}?`;
    clear.disabled = !count;
    note.classList.toggle("lwl-error", !!refused);
    note.textContent =
      refused || model.get("note") || (count ? `${trials} kept in this browser.` : "Nothing kept in this browser yet.");
  }
  function tell(text) {
    model.set("stored", text);
    model.save_changes();
  }
  // Another page of this browser has counted a trial.
  addEventListener("storage", (event) => event.key === place && event.newValue && tell(event.newValue), {
    signal: gone.signal,
  });
  watch(model, ["text", "loaded"], write, gone.signal);
  watch(model, ["count", "note"], show, gone.signal);
  gone.signal.addEventListener("abort", () => clearTimeout(sure));
  show();
  const found = read();
  if (found === null) refused = "This browser keeps nothing for this page: export the score before you leave it.";
  if (!model.get("loaded")) tell(found ?? "");
  else write();
  return () => gone.abort();
}

export default { render };
