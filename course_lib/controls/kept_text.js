// A text in localStorage: read first, then written whenever Python's text changes. Never seen.

function render({ model, el }) {
  const gone = new AbortController();
  const place = model.get("place");
  let known = null; // what stood there when this page last looked
  el.hidden = true;

  /** Python hears of a text; of another page's, while its own is not written, that too. */
  function tell(text, unsaved) {
    known = text;
    model.set({ stored: text, unsaved, told: model.get("told") + 1 });
    model.save_changes();
  }
  function refuse(refused) {
    if (model.get("refused") === refused) return;
    model.set("refused", refused);
    model.save_changes();
  }
  function write() {
    const text = model.get("text");
    if (!model.get("loaded") || model.get("unsaved") || text === known) return;
    try {
      const now = localStorage.getItem(place) ?? "";
      if (now !== known && now !== text) return tell(now, true);
      if (text) localStorage.setItem(place, text);
      else localStorage.removeItem(place);
      known = text;
      refuse(false);
    } catch {
      refuse(true);
    }
  }
  function read() {
    try {
      const now = localStorage.getItem(place) ?? "";
      if (!model.get("loaded") || now !== model.get("text")) tell(now, false);
      known = now;
    } catch {
      refuse(true);
      if (!model.get("loaded")) tell("", false);
    }
  }
  // Another page of this browser keeps something else.
  const heard = (event) => event.key === place && tell(event.newValue ?? "", false);
  addEventListener("storage", heard, { signal: gone.signal });
  watch(model, ["text", "loaded", "unsaved"], write, gone.signal);
  read();
  return () => gone.abort();
}

export default { render };
