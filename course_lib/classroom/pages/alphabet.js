// The class alphabet: the course's own paper on a learner's page, all characters on the projector.

rounds.alphabet = {
  title: "Your class’s alphabet",
  learner: {
    async build(box) {
      const choose = element("div", undefined, "class-signs");
      choose.setAttribute("role", "group");
      choose.setAttribute("aria-label", "What you are drawing");
      const paper = element("div");
      box.append(paper, element("h2", "Invent a character, or draw a classmate’s again"), choose);
      box.dataset.sign = "";
      // What the paper expects of a widget's model, without a kernel behind it.
      const traits = { strokes: [], error: "", act: "Into the alphabet", hint: "", acted: 0 };
      const heard = {};
      const tell = (names) => names.forEach((name) => (heard[`change:${name}`] ?? []).forEach((call) => call()));
      const model = {
        get: (name) => traits[name],
        set(what, value) {
          const changes = typeof what === "string" ? { [what]: value } : what;
          Object.assign(traits, changes);
          tell(Object.keys(changes));
          if ("acted" in changes) keep();
        },
        save_changes() {},
        on: (event, call) => (heard[event] ??= []).push(call),
        off() {},
      };
      async function keep() {
        const sign = box.dataset.sign || null;
        if (await send("/give", { kind: "alphabet", strokes: traits.strokes, sign })) {
          model.set({ strokes: [] });
          box.dataset.sign = "";
          markSign(box);
        }
      }
      const { default: sketch } = await import("/draw_character.js");
      sketch.render({ model, el: paper, signal: new AbortController().signal });
    },
    draw({ signs }, box) {
      const choose = box.querySelector(".class-signs");
      const all = [{ sign: "", label: "A new one" }, ...signs.map((one, n) => ({ ...one, label: `character ${n + 1}${one.mine ? ", yours" : ""}` }))];
      choose.replaceChildren(
        ...all.map(({ sign, src, label }) => {
          const press = element("button", src ? undefined : label, "class-choice");
          press.type = "button";
          press.dataset.sign = sign;
          if (src) press.append(figure({ src, label }).firstChild);
          press.addEventListener("click", () => {
            box.dataset.sign = sign;
            markSign(box);
          });
          return press;
        }),
      );
      markSign(box);
    },
  },
  screen: {
    build(box) {
      const save = element("a", "Save the alphabet");
      save.href = "/alphabet.zip";
      box.append(element("div", undefined, "class-signs"), save);
    },
    draw({ signs }, box) {
      box.lastChild.hidden = !signs.length;
      box.firstChild.replaceChildren(
        ...signs.map(({ src, hands }, n) => {
          const made = figure({ src, label: `character ${n + 1}` });
          made.append(element("figcaption", hands === 1 ? "1 hand" : `${hands} hands`));
          return made;
        }),
      );
    },
    says: (given) => (given.signs.length
      ? `${given.signs.length} characters, drawn by ${given.drawers} of you.` : "Draw a character on your own screen."),
  },
};

function markSign(box) {
  for (const press of box.querySelectorAll(".class-signs button")) {
    press.setAttribute("aria-pressed", press.dataset.sign === box.dataset.sign);
  }
}
