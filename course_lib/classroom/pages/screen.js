// The projector: the class's question, how many have answered, and after the press who was right.
let now = {};

function show(seen) {
  // Wiped: the page that did it has a new cookie in a moment.
  if (seen.phase === "over") return void setTimeout(() => location.reload(), 1000);
  now = seen;
  at("address").textContent = location.host;
  at("code").textContent = seen.code;
  at("count").textContent = seen.learners.length;
  at("lobby").hidden = seen.phase !== "waiting";
  const way = `/way.svg?${seen.code}`; // another code is another picture
  if (at("way").getAttribute("src") !== way) at("way").src = way;
  at("names").replaceChildren(...seen.learners.map((name) => element("li", name)));
  drawQuestion(seen, null);
  mark(seen, (row) => {
    const name = answerName(seen, row);
    if (seen.phase !== "revealed") return name;
    const machines = seen.machines.filter((machine) => machine.choice === row).length;
    const words = [];
    if (seen.votes[row]) words.push(`${seen.votes[row]} of you`);
    if (machines && seen.machines.length === 1) words.push("the network");
    else if (machines) words.push(machines === 1 ? "1 machine" : `${machines} machines`);
    return [name, words.join(", ")].filter(Boolean).join(": ");
  });
  drawScore(seen);
  drawGiven(seen, "screen");
  at("said").textContent = sentence(seen);
  at("title").hidden = Boolean(seen.question); // every line counts for twenty answers
  at("go").textContent =
    { waiting: seen.number ? "Next question" : "First question", asking: "Reveal", revealed: "Next question" }[seen.phase];
  at("go").hidden = seen.phase === "giving";
  drawKinds(seen);
}

function sentence(seen) {
  if (seen.phase === "waiting") return "Join with the address and the code above, or by your telephone’s camera. No account.";
  if (seen.phase === "giving") return rounds[seen.kind].screen.says(seen.given);
  if (seen.phase === "asking") {
    const wait = seen.kind === "arena" ? "The machines wait" : "The network waits";
    return `Question ${seen.number}: ${seen.answered} of ${seen.learners.length} have answered. ${wait} for you.`;
  }
  return `Question ${seen.number}: ${seen.votes[seen.truth]} of ${seen.answered} of you are right. ${machinesSay(seen)}`;
}

function drawScore(seen) {
  at("standing").hidden = seen.phase !== "revealed";
  if (seen.phase !== "revealed") return;
  const rows = seen.score.map((line) => {
    const row = element("tr");
    const name = element("th", line.who);
    name.scope = "row";
    row.append(name, element("td", `${line.right} of ${line.of}`), element("td", thisTime(seen, line.who)));
    return row;
  });
  at("score").replaceChildren(...rows);
}

function thisTime(seen, who) {
  const machine = seen.machines.find((one) => one.name === who);
  if (!machine) return "";
  if (machine.choice === null) return "still thinking";
  if (typeof machine.choice === "string") return machine.choice;
  return machine.choice === seen.truth ? "right" : `said ${answerName(seen, machine.choice)}`;
}

function drawKinds(seen) {
  at("kind").disabled = seen.phase === "asking";
  if (!at("kind").children.length) {
    const options = Object.entries(seen.kinds).map(([name, title]) => new Option(title, name));
    at("kind").replaceChildren(...options);
  }
  at("kind").value = seen.kind;
}

listen("screen", show);
at("go").addEventListener("click", () => send("/teacher", { do: now.phase === "asking" ? "reveal" : "ask" }));
at("kind").addEventListener("change", () => send("/teacher", { do: "show", kind: at("kind").value }));
at("wipe").addEventListener("click", async () => {
  if (!confirm("Forget all answers and nicknames? Everybody has to join again.")) return;
  await send("/teacher", { do: "wipe" });
});
