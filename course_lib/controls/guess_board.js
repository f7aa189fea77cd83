// A question with pictures and a few answers. Click, tap or press a number; Enter goes on.

function render({ model, el }) {
  const gone = new AbortController();
  const question = h("p", { class: "lwl-guess-question" });
  const notice = h("p", { class: "lwl-guess-notice", role: "status" });
  const shown = h("div", { class: "lwl-guess-shown" });
  const answers = h("div", { class: "lwl-guess-answers", role: "group", "aria-label": "Answers" });
  const verdict = h("p", { class: "lwl-guess-verdict", role: "status" });
  const after = h("div", { class: "lwl-guess-after" });
  const next = h(
    "button",
    { type: "button", class: "lwl-button lwl-primary", onclick: goOn },
    "Next (Enter)",
  );
  const root = h(
    "div",
    { class: "lwl lwl-guess", tabindex: "0", "aria-label": "Question" },
    question,
    notice,
    h("div", { class: "lwl-guess-work" }, shown, h("div", {}, answers, verdict, next), after),
  );
  keepKeys(root);
  el.classList.add("lwl-host");
  el.append(root);
  let since = performance.now();
  let told = -1; // the question that this view has answered: a key pressed twice counts once

  function answer(choice) {
    const number = model.get("number");
    const known = choice >= 0 && choice < model.get("answers").length;
    if (model.get("choice") >= 0 || told === number || !known) return;
    told = number;
    model.set("given", { number, choice, seconds: (performance.now() - since) / 1000 });
    model.save_changes();
    verdict.textContent = `You chose ${model.get("answers")[choice].label}.`;
  }
  function goOn() {
    if (next.disabled) return;
    next.disabled = true;
    root.focus({ preventScroll: true });
    model.set("asked_next", model.get("asked_next") + 1);
    model.save_changes();
  }
  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (/^[1-9]$/.test(event.key)) {
      event.preventDefault();
      answer(Number(event.key) - 1);
    } else if (event.key === "Enter" && event.target.tagName !== "BUTTON") {
      event.preventDefault();
      goOn();
    }
  }
  root.addEventListener("keydown", key);
  // With the focus nowhere, or still on a choice above, keys are meant for the page's only board.
  // JupyterLab's own keys win.
  const anywhere = (event) => {
    const free = event.target === document.body || event.target.closest?.(".lwl-choice");
    const only = document.querySelectorAll(".lwl-guess").length === 1;
    if (free && only && !el.closest("div.jp-Notebook")) key(event);
  };
  document.addEventListener("keydown", anywhere, { capture: true, signal: gone.signal });

  const picture = ({ src, label }) =>
    h("figure", {}, h("img", { src, alt: label, draggable: "false" }), h("figcaption", {}, label));

  function draw() {
    const inside = root.contains(document.activeElement) && document.activeElement !== root;
    const all = model.get("answers");
    question.textContent = model.get("question");
    notice.textContent = model.get("notice");
    notice.hidden = !model.get("notice");
    notice.classList.toggle("lwl-error", model.get("bad"));
    shown.replaceChildren(...model.get("pictures").map(picture));
    answers.style.setProperty("--lwl-columns", model.get("columns"));
    answers.replaceChildren(
      ...all.map((one, number) => {
        const button = h(
          "button",
          {
            type: "button",
            class: "lwl-guess-answer",
            "data-choice": number,
            onclick: () => answer(number),
          },
          h("b", {}, String(number + 1)),
          one.src ? h("img", { src: one.src, alt: "", draggable: "false" }) : null,
          h("span", {}, one.label),
          h("span", { class: "lwl-guess-share", "aria-hidden": "true" }, h("i", {})),
          h("span", { class: "lwl-guess-mark" }),
        );
        if (one.at) button.style.gridArea = one.at;
        return button;
      }),
    );
    const middle = model.get("middle");
    if (middle.src) {
      const still = h("img", { class: "lwl-guess-middle", src: middle.src, alt: middle.label });
      still.style.gridArea = middle.at;
      answers.append(still);
    }
    root.dataset.number = model.get("number");
    mark();
    if (inside) root.focus({ preventScroll: true });
    since = performance.now();
  }

  function mark() {
    const [choice, truth] = [model.get("choice"), model.get("truth")];
    const machine = model.get("machine");
    const done = truth >= 0;
    const all = model.get("answers");
    root.dataset.state = done ? "answered" : all.length ? "asked" : "empty";
    next.disabled = !done;
    next.hidden = verdict.hidden = !all.length;
    if (done) {
      const mine =
        choice === truth
          ? `✓ Right: ${all[truth].label}.`
          : `✗ You chose ${all[choice].label}; it is ${all[truth].label}.`;
      verdict.textContent = `${mine} ${machine.said ?? "The network is still looking …"}`;
    } else if (told !== model.get("number")) verdict.textContent = "";
    all.forEach((_, number) => {
      const button = answers.children[number];
      button.setAttribute("aria-disabled", done);
      button.classList.toggle("lwl-guess-true", done && number === truth);
      button.classList.toggle("lwl-guess-wrong", done && number === choice && choice !== truth);
      const marks = [];
      if (done && number === truth) marks.push("✓");
      if (done && number === choice) marks.push("you");
      if (done && number === machine.choice) marks.push("network");
      button.querySelector(".lwl-guess-mark").textContent = marks.join(" · ");
      const share = done && machine.shares ? machine.shares[number] : 0;
      button.querySelector(".lwl-guess-share i").style.width = `${100 * share}%`;
    });
    after.replaceChildren(...(done ? model.get("after").map(picture) : []));
  }

  watch(model, ["number"], draw, gone.signal);
  watch(model, ["truth", "choice", "machine", "after"], mark, gone.signal);
  draw();
  return () => gone.abort();
}

export default { render };
