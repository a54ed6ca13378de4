/* Each answer leaves with an identifier made here: sent twice, it is written once. */
"use strict";

document.addEventListener("htmx:configRequest", (event) => {
  const form = event.target.closest("[data-answer]");
  if (!form) return;
  const value = `${event.detail.parameters.get?.("value") ?? event.detail.parameters.value}`;
  // The same answer tried again after a failure keeps its identifier.
  if (form.dataset.value !== value) {
    form.dataset.value = value;
    form.dataset.id = crypto.randomUUID();
  }
  if (event.detail.parameters.set) event.detail.parameters.set("id", form.dataset.id);
  else event.detail.parameters.id = form.dataset.id;
});

const complain = (text) => {
  const place = document.getElementById("grid-error");
  place.textContent = text;
  place.hidden = text === "";
};

document.addEventListener("htmx:sendError", () =>
  complain("Le réseau ne répond pas : cette réponse n’est pas enregistrée. Touchez-la à nouveau quand il revient."),
);
document.addEventListener("htmx:responseError", (event) =>
  complain(
    event.detail.xhr.status === 400
      ? event.detail.xhr.responseText
      : "Cette réponse n’est pas enregistrée. Copiez ce que vous avez écrit, puis rechargez la page.",
  ),
);
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) complain("");
});

// What was tapped or typed before this script came is sent too.
const initial = { radio: (box) => box.checked && !box.defaultChecked, textarea: (box) => box.value !== box.defaultValue };
document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll("[data-answer] :is(textarea, input[type=radio])")) {
    if (initial[box.type](box)) box.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
