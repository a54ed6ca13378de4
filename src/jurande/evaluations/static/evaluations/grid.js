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

// The forms whose answer the network did not take.
const unsent = new Set();

const complain = (text) => {
  document.getElementById("grid-error-text").textContent = text;
  document.getElementById("grid-error").hidden = text === "";
  document.getElementById("grid-resend").hidden = unsent.size === 0;
};

const resend = (form) => (form.hasAttribute("hx-trigger") ? htmx.trigger(form, "change") : form.requestSubmit());
const resendAll = () => [...unsent].forEach(resend);

document.addEventListener("htmx:sendError", (event) => {
  const form = event.target.closest("[data-answer]");
  if (form) unsent.add(form);
  complain("Le réseau ne répond pas : cette réponse n’est pas enregistrée. Touchez-la à nouveau quand il revient, ou renvoyez-la.");
});
document.addEventListener("htmx:responseError", (event) =>
  complain(
    event.detail.xhr.status === 400
      ? event.detail.xhr.responseText
      : "Cette réponse n’est pas enregistrée. Copiez ce que vous avez écrit, puis rechargez la page.",
  ),
);
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) return;
  unsent.delete(event.target.closest?.("[data-answer]"));
  for (const form of unsent) if (!form.isConnected) unsent.delete(form);
  if (unsent.size === 0) complain("");
});

// A radio already chosen fires no change: tapped again after a failure, its answer is sent again.
document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-answer]");
  if (event.target.type === "radio" && unsent.has(form) && event.target.value === form.dataset.value) resend(form);
});
addEventListener("online", resendAll);

// What was tapped or typed before this script came is sent too.
const edited = (box) => (box.type === "radio" ? box.checked && !box.defaultChecked : box.value !== box.defaultValue);
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("grid-resend").addEventListener("click", resendAll);
  for (const box of document.querySelectorAll("[data-answer] :is(textarea, input[type=radio], input[type=date])")) {
    if (edited(box)) box.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
