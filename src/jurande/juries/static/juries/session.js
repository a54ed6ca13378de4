// A list of candidates to tick: all at once, and how many are. The page works without it.
"use strict";

for (const form of document.querySelectorAll("[data-picks]")) {
  const all = form.querySelector("[data-picks-all]");
  const count = form.querySelector("[data-picks-count]");
  const boxes = [...form.querySelectorAll('input[name="candidacies"]')];
  const whole = all.querySelector("input");

  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    whole.checked = ticked === boxes.length;
    whole.indeterminate = ticked > 0 && ticked < boxes.length;
    count.textContent = `${ticked} ${ticked < 2 ? "coché" : "cochés"} sur ${boxes.length}`;
  };
  whole.addEventListener("change", () => {
    for (const box of boxes) box.checked = whole.checked;
    tell();
  });
  form.addEventListener("change", tell);
  all.hidden = false;
  tell();
}
