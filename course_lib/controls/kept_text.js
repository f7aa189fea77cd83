// A text in localStorage: read first, then written whenever Python's text changes. Never seen.

function render({ model, el }) {
  const gone = new AbortController();
  const place = model.get("place");
  el.hidden = true;

  function tell(text) {
    model.set("stored", text);
    model.save_changes();
  }
  function refuse(refused) {
    if (model.get("refused") === refused) return;
    model.set("refused", refused);
    model.save_changes();
  }
  function write() {
    if (!model.get("loaded")) return;
    try {
      if (model.get("text")) localStorage.setItem(place, model.get("text"));
      else localStorage.removeItem(place);
      refuse(false);
    } catch {
      refuse(true);
    }
  }
  // Another page of this browser keeps something else.
  addEventListener("storage", (event) => event.key === place && tell(event.newValue ?? ""), {
    signal: gone.signal,
  });
  watch(model, ["text", "loaded"], write, gone.signal);
  if (model.get("loaded")) write();
  else {
    try {
      tell(localStorage.getItem(place) ?? "");
    } catch {
      refuse(true);
      tell("");
    }
  }
  return () => gone.abort();
}

export default { render };
