// Words as buttons, in a row or as a list with bars; arrow keys move among them.

function render({ model, el }) {
  const gone = new AbortController();
  const label = h("p", { class: "lwl-hint lwl-words-label" });
  const list = h("ol", { class: "lwl-words-list" });
  const root = h("div", { class: "lwl lwl-words", role: "group" }, label, list);
  keepKeys(root);
  el.classList.add("lwl-host");
  el.append(root);

  const buttons = () => [...list.querySelectorAll("button")];
  const focusable = (chosen) => {
    for (const button of buttons()) button.tabIndex = button === chosen ? 0 : -1;
  };

  list.addEventListener("keydown", (event) => {
    const all = buttons();
    const here = all.indexOf(document.activeElement);
    const to = {
      ArrowDown: here + 1,
      ArrowRight: here + 1,
      ArrowUp: here - 1,
      ArrowLeft: here - 1,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (to === undefined || !all[to]) return;
    event.preventDefault();
    focusable(all[to]);
    all[to].focus();
  });

  function item({ word, number }, place) {
    const button = h(
      "button",
      {
        type: "button",
        class: "lwl-button lwl-pick",
        dir: "auto",
        "data-word": word,
        "aria-current": place === model.get("current") ? "true" : null,
        onclick: () => model.send({ place, word }),
      },
      h("span", {}, word),
    );
    if (number != null) {
      if (model.get("bars")) {
        const bar = h("i", { "aria-hidden": "true" });
        bar.style.width = `${100 * Math.max(0, Math.min(1, number))}%`;
        button.append(h("span", { class: "lwl-pick-bar" }, bar));
      }
      button.append(h("span", { class: "lwl-pick-number" }, number.toFixed(2)));
    }
    return h("li", {}, button);
  }

  function draw() {
    const items = model.get("items");
    const place = buttons().indexOf(document.activeElement);
    label.textContent = model.get("label");
    label.hidden = !model.get("label");
    root.setAttribute("aria-label", model.get("label"));
    root.classList.toggle("lwl-words-bars", model.get("bars"));
    root.style.setProperty("--lwl-rows", model.get("rows"));
    list.replaceChildren(...items.map(item));
    if (!items.length && model.get("empty")) list.append(h("li", { class: "lwl-hint" }, model.get("empty")));
    const all = buttons();
    focusable(all[Math.max(0, Math.min(place, all.length - 1))]);
    if (place >= 0 && all.length) all[Math.min(place, all.length - 1)].focus(); // stay in the list
    root.dataset.drawnAt = performance.now().toFixed(1);
  }
  watch(model, ["items", "label", "bars", "rows", "empty", "current"], () => queueMicrotask(draw), gone.signal);
  draw();
  return () => gone.abort();
}

export default { render };
