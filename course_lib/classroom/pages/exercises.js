// Who is stuck where, as counts: what was tried in the course’s pages here, and in files that are shared.

rounds.exercises = {
  title: "Where your class is stuck",
  learner: {
    build(box) {
      const label = element("label", "Share what you tried in the exercises");
      const file = element("input");
      file.type = "file";
      file.accept = ".json,application/json";
      label.append(file);
      const how = "What you try in the chapters that are served here counts by itself. If you worked elsewhere, save your progress as JSON there, on the page “Your progress”, and choose that file. The projector counts exercises: no name, no answer.";
      const told = element("p", "");
      told.setAttribute("role", "status");
      box.append(label, element("p", how), told);
      file.addEventListener("change", async () => {
        const [chosen] = file.files;
        if (!chosen) return;
        const progress = readProgress(await chosen.text());
        if (!progress) return void trouble("This file is not a file of progress, or it is damaged.");
        const kept = await send("/give", { kind: "exercises", progress });
        if (kept) told.textContent = `Shared: what you tried of ${kept.tried} exercises and questions.`;
      });
    },
    draw() {},
  },
  screen: {
    build(box) {
      const table = element("table");
      table.append(element("thead"), element("tbody"));
      const head = element("tr");
      for (const name of ["Exercise", "Tried", "Solved", "Stuck", "Most often told"]) {
        const cell = element("th", name);
        cell.scope = "col";
        head.append(cell);
      }
      table.firstChild.append(head);
      table.className = "class-stuck";
      box.append(table, element("p", ""));
    },
    draw(given, box) {
      const rows = given.rows.map((one) => {
        const row = element("tr");
        const name = element("th", one.item);
        name.scope = "row";
        const message = one.times ? `${one.message} (${one.times}×)` : "";
        row.append(name, ...[one.tried, one.solved, one.stuck, message].map((cell) => element("td", `${cell}`)));
        return row;
      });
      box.querySelector("tbody").replaceChildren(...rows);
      box.lastChild.textContent = given.more ? `and ${given.more} more` : "";
    },
    says: (given) => (given.learners
      ? `${given.learners} of you have tried something. Stuck is who failed three times and has not solved it.`
      : "Try an exercise in a chapter, or share what you tried on your own screen."),
  },
};

// The file, without the answers: they stay on the learner's own computer.
function readProgress(text) {
  try {
    const told = JSON.parse(text);
    const [answer, kind] = ["answer", "kind"].map((name) => told.columns.indexOf(name));
    const events = told.events.filter((event) => ["exercise", "question"].includes(event[kind]));
    return { ...told, name: "", events: events.map((event) => event.with(answer, "")) };
  } catch {
    return null;
  }
}
