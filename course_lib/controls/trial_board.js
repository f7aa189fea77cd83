// A trial: one query, N cells with a letter each. Click, tap or press a letter; Enter goes on.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXY";
const COLUMNS = { 5: 5, 10: 5, 15: 5, 20: 7, 25: 9 }; // so that all cells stand in one view
const MARKS = { 1: "●", 0: "×" }; // a trial that was answered rightly, wrongly

function svg(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function render({ model, el }) {
  const gone = new AbortController();
  const name = freshName("trial");
  const title = h("p", { class: "lwl-hint lwl-trial-title" });
  const query = h("img", { class: "lwl-trial-query", alt: "The test image" });
  const verdict = h("p", { class: "lwl-trial-verdict", role: "status" });
  const next = h(
    "button",
    { type: "button", class: "lwl-button lwl-primary lwl-trial-next", onclick: goOn },
    "Next trial (Enter)",
  );
  const notice = h("p", { class: "lwl-trial-notice", role: "status" });
  const cells = h("div", { class: "lwl-trial-cells", role: "group", "aria-label": "Support set" });
  const players = h("div", { class: "lwl-trial-players" });
  const legend = h("p", { class: "lwl-hint lwl-trial-legend" });
  const looked = h("figure", { class: "lwl-trial-looked", hidden: true });
  const left = h(
    "div",
    { class: "lwl-trial-left" },
    h("p", { class: "lwl-eyebrow" }, "Which one is this?"),
    query,
    verdict,
    next,
    looked,
  );
  const right = h("div", { class: "lwl-trial-right" }, title, notice, cells, legend);
  const machines = h(
    "fieldset",
    { class: "lwl-trial-machines" },
    h("legend", { class: "lwl-eyebrow" }, "This round"),
    players,
  );
  const work = h("div", { class: "lwl-trial-work" }, left, right, machines);
  const root = h("div", { class: "lwl lwl-trial", tabindex: "0", "aria-label": "Trial" }, work);
  keepKeys(root);
  el.classList.add("lwl-host");
  el.append(root);
  let since = performance.now();
  let told = -1; // the trial that this view has answered: a key pressed twice counts once

  function answer(cell) {
    const number = model.get("number");
    if (model.get("choice") >= 0 || told === number || cell >= model.get("support").length) return;
    told = number;
    const seconds = (performance.now() - since) / 1000;
    model.set("given", { number, cell, seconds });
    model.save_changes();
    root.dataset.chosen = cell;
    verdict.textContent = `You chose ${LETTERS[cell]}.`;
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
    const cell = LETTERS.indexOf(event.key.toUpperCase());
    if (event.key.length === 1 && cell >= 0) {
      event.preventDefault();
      answer(cell);
    } else if (event.key === "Enter" && event.target.tagName !== "BUTTON") {
      event.preventDefault();
      goOn();
    }
  }
  root.addEventListener("keydown", key);
  // With the focus nowhere, letters are meant for the page's only board. JupyterLab's own keys win.
  const anywhere = (event) => {
    const nowhere = event.target === document.body && !el.closest("div.jp-Notebook");
    if (nowhere && document.querySelectorAll(".lwl-trial").length === 1) key(event);
  };
  document.addEventListener("keydown", anywhere, { signal: gone.signal });

  function draw() {
    const inside = root.contains(document.activeElement) && document.activeElement !== root;
    const support = model.get("support");
    const shots = support.length ? support[0].length : 1;
    title.textContent = model.get("title");
    notice.textContent = model.get("notice");
    notice.classList.toggle("lwl-error", model.get("bad"));
    notice.hidden = !model.get("notice");
    query.hidden = !support.length;
    if (support.length) query.src = model.get("query");
    cells.dataset.shots = shots;
    const columns = shots > 1 ? 5 : (COLUMNS[support.length] ?? Math.min(support.length, 7));
    cells.style.setProperty("--lwl-columns", columns);
    cells.style.setProperty("--lwl-rows", Math.ceil(support.length / columns));
    cells.replaceChildren(
      ...support.map((row, cell) =>
        h(
          "button",
          {
            type: "button",
            class: "lwl-trial-cell",
            "data-cell": cell,
            "aria-label": `Character ${LETTERS[cell]}`,
            onclick: () => answer(cell),
          },
          h(
            "span",
            { class: "lwl-trial-head" },
            h("b", {}, LETTERS[cell]),
            h("span", { class: "lwl-trial-by" }),
            h("span", { class: "lwl-trial-mark" }),
          ),
          h(
            "span",
            { class: "lwl-trial-drawings" },
            ...row.map((src) =>
              h(
                "span",
                { class: "lwl-trial-drawing" },
                h("img", { src, alt: "", draggable: "false" }),
                h("span", { class: "lwl-trial-bar" }, h("i", {})),
              ),
            ),
          ),
        ),
      ),
    );
    root.dataset.number = model.get("number");
    mark();
    if (inside) root.focus({ preventScroll: true });
    since = performance.now();
  }

  function mark() {
    const [choice, truth] = [model.get("choice"), model.get("truth")];
    const done = truth >= 0;
    const all = model.get("players");
    const shown = all.find((player) => player.key === model.get("shown"));
    root.dataset.state = done ? "answered" : model.get("support").length ? "asked" : "empty";
    next.disabled = !done;
    if (done) {
      verdict.textContent =
        choice === truth
          ? `✓ Right: it is ${LETTERS[truth]}.`
          : `✗ You chose ${LETTERS[choice]}; it is ${LETTERS[truth]}.`;
    } else if (told !== model.get("number")) verdict.textContent = "";
    [...cells.children].forEach((cell, place) => {
      cell.setAttribute("aria-disabled", done);
      cell.classList.toggle("lwl-trial-true", place === truth);
      cell.classList.toggle("lwl-trial-wrong", done && place === choice && choice !== truth);
      cell.querySelector(".lwl-trial-mark").textContent = !done
        ? ""
        : place === truth
          ? "✓"
          : place === choice
            ? "✗"
            : "";
      const by = all.filter((player) => done && player.choice === place);
      cell.querySelector(".lwl-trial-by").replaceChildren(
        ...by.map((player) => {
          const symbol = h("span", { class: "lwl-trial-symbol", title: player.label }, player.symbol);
          symbol.style.setProperty("--lwl-method", player.colour);
          return symbol;
        }),
      );
      cell.querySelectorAll(".lwl-trial-bar i").forEach((bar, shot) => {
        const share = done && shown && shown.bars.length ? shown.bars[place][shot] : 0;
        bar.style.width = `${100 * share}%`;
        if (shown) bar.style.background = shown.colour;
      });
    });
    legend.textContent = !model.get("support").length
      ? ""
      : done && shown
        ? `Symbols: who chose it. Bars: how alike “${shown.label}” finds each drawing, from this trial’s least (empty) to its most (full).`
        : "Click or tap the same character, or press its letter. The machines answer too; you see it after your answer.";
    listPlayers(all, done, truth);
    drawLooked(done ? shown : null);
  }

  /** Where a machine looked from the query, left, to its choice, right: a line a match. */
  function drawLooked(player) {
    looked.hidden = !player?.lines.length;
    if (looked.hidden) return looked.replaceChildren();
    (root.clientWidth < 620 ? work : left).append(looked); // where the cells do not move for it
    const [side, apart] = [100, 120];
    const picture = svg("svg", { viewBox: `0 0 ${apart + side} ${side}`, role: "img" });
    const said = `Where it looked: the query and ${LETTERS[player.choice]}`;
    picture.setAttribute("aria-label", `${said}; ${player.lines.length} places matched`);
    const pages = [model.get("query"), model.get("support")[player.choice][0]];
    pages.forEach((href, i) => {
      const place = { x: i * apart, y: 0, width: side, height: side };
      picture.append(svg("image", { href, ...place }), svg("rect", place));
    });
    const most = Math.max(...player.lines.map((line) => line[4]));
    for (const [x, y, u, v, share] of player.lines) {
      const ends = { x1: side * x, y1: side * y, x2: apart + side * u, y2: side * v };
      const line = svg("line", { ...ends, "stroke-width": 0.6 + (1.6 * share) / most });
      const dots = [
        svg("circle", { cx: ends.x1, cy: ends.y1, r: 2.2 }),
        svg("circle", { cx: ends.x2, cy: ends.y2, r: 2.2 }),
      ];
      picture.append(line, ...dots);
    }
    looked.style.setProperty("--lwl-method", player.colour);
    const caption = h("figcaption", { class: "lwl-hint" }, `${player.symbol} ${said}.`);
    looked.replaceChildren(picture, caption);
  }

  /** A round so far: a mark a trial, read out as a number. */
  function marksOf(key) {
    const marks = model.get("marks")[key] ?? [];
    const right = marks.filter((mark) => mark === 1).length;
    const done = marks.filter((mark) => mark >= 0).length;
    const said = { role: "img", "aria-label": `${right} of ${done} right` };
    const shown = marks.map((mark) => MARKS[mark] ?? "·").join("");
    return h("span", { class: "lwl-trial-marks", ...said }, shown);
  }

  function listPlayers(all, done, truth) {
    const keys = all.map((player) => player.key).join();
    if (players.dataset.keys !== keys) {
      players.dataset.keys = keys;
      players.replaceChildren(
        h("div", { class: "lwl-trial-player", "data-machine": "you" }),
        ...all.map((player) => {
          const symbol = h("span", { class: "lwl-trial-symbol", "aria-hidden": "true" }, player.symbol);
          symbol.style.setProperty("--lwl-method", player.colour);
          const choose = () => {
            model.set("shown", player.key);
            model.save_changes();
          };
          return h(
            "label",
            { class: "lwl-trial-player", "data-machine": player.key, title: "Show its similarities" },
            h("input", { type: "radio", name, value: player.key, onchange: choose }),
            symbol,
            h("span", { class: "lwl-trial-name" }),
            h("span", { class: "lwl-trial-said" }),
            h("span", { class: "lwl-trial-marks" }),
          );
        }),
      );
    }
    const you = h("span", { class: "lwl-trial-symbol", "aria-hidden": "true" }, "☺");
    players.firstChild.replaceChildren(you, h("b", { class: "lwl-trial-name" }, "You"), marksOf("you"));
    all.forEach((player, i) => {
      const row = players.children[i + 1];
      row.querySelector("input").checked = player.key === model.get("shown");
      row.querySelector(".lwl-trial-name").textContent = player.label;
      row.querySelector(".lwl-trial-marks").replaceWith(marksOf(player.key));
      const said = row.querySelector(".lwl-trial-said");
      let text = "…";
      if (!done) text = "after you";
      else if (player.error) text = player.error;
      else if (player.choice >= 0) {
        const right = player.choice === truth ? "✓" : "✗";
        text = `${right} ${LETTERS[player.choice]}, ${player.took}`;
      }
      said.textContent = text;
      said.classList.toggle("lwl-error", done && !!player.error);
    });
  }

  watch(model, ["number"], draw, gone.signal);
  watch(model, ["truth", "choice", "players", "shown", "marks"], mark, gone.signal);
  draw();
  return () => gone.abort();
}

export default { render };
