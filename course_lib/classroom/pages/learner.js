// A learner's page: join, guess, wait for the teacher, see.
let now = {};
let busy = false;

function show(seen) {
  now = seen;
  at("join").hidden = seen.phase !== "join";
  at("course").hidden = !seen.course;
  drawQuestion(seen, async (row) => {
    if (now.phase !== "asking" || now.chosen !== null || busy) return;
    busy = true;
    await send("/answer", { number: now.number, choice: row });
    busy = false;
  });
  mark(seen, (row) => {
    const words = [answerName(seen, row)];
    if (row === seen.chosen) words.push("yours");
    if (row === seen.truth) words.push("right");
    return words.join(" · ");
  });
  at("choices").querySelectorAll(".class-choice").forEach((box, row) => {
    box.setAttribute("aria-disabled", seen.phase !== "asking" || seen.chosen !== null);
    box.setAttribute("aria-pressed", seen.chosen === row);
  });
  drawGiven(seen, "learner");
  at("said").textContent = sentence(seen);
}

function sentence(seen) {
  if (seen.phase === "join") return "No account: the code and a nickname are all it takes.";
  if (seen.phase === "waiting") return `You are in, ${seen.you}. The next question comes here.`;
  if (seen.phase === "giving") return `You are in, ${seen.you}.`;
  const asked = `Question ${seen.number}`;
  if (seen.phase === "asking") {
    if (seen.chosen === null) return `${asked}: press your answer.`;
    return `${asked}: your answer is kept. Look up: it is revealed together.`;
  }
  const own =
    seen.chosen === null ? "You gave no answer." : seen.chosen === seen.truth ? "You are right." : `It is ${answerName(seen, seen.truth)}.`;
  return `${asked}: ${own} ${machinesSay(seen)} You so far: ${seen.right.right} of ${seen.right.of}.`;
}

listen("learner", show);
// Who came by the camera need not type it.
at("join").elements.code.value = location.hash.slice(1, 13);
at("join").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { code, nickname } = event.target.elements;
  if (await send("/join", { code: code.value, nickname: nickname.value })) {
    location.reload(); // the stream was opened by somebody without a name
  }
});
