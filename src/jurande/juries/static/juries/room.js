/* The room follows the jury without reloading: what changed elsewhere takes its place here, and nothing that
   somebody is typing or choosing is touched. */
"use strict";

const says = (text) => {
  const place = document.getElementById("room-says");
  place.textContent = text;
  place.hidden = text === "";
};

const changed = (box) => {
  if (box.type === "radio" || box.type === "checkbox") return box.checked !== box.defaultChecked;
  if (box.tagName === "SELECT") return [...box.options].some((option) => option.selected !== option.defaultSelected);
  return box.type !== "hidden" && box.value !== box.defaultValue;
};
const touched = (part) => [...part.querySelectorAll("input, textarea, select")].some(changed);

// How to find again what had the focus: by its id, a link by where it leads.
const spot = (box) => {
  if (box.id) return `#${CSS.escape(box.id)}`;
  return box.matches("a[href]") ? `a[href="${CSS.escape(box.getAttribute("href"))}"]` : "";
};

const replace = (old, fresh) => {
  const focused = old.contains(document.activeElement) ? spot(document.activeElement) : "";
  for (const detail of old.querySelectorAll("details[open][id]")) {
    fresh.querySelector(`#${CSS.escape(detail.id)}`)?.setAttribute("open", "");
  }
  old.replaceWith(fresh);
  htmx.process(fresh);
  document.dispatchEvent(new CustomEvent("room:replaced"));
  if (focused) document.querySelector(focused)?.focus({ preventScroll: true });
};

// The largest parts that may be replaced whole: the candidate when another is open, else each live part.
const parts = (fresh) => {
  const [now, next] = [document, fresh].map((page) => page.getElementById("room-case"));
  const shown = (article) => `${article?.dataset.case} ${article?.querySelector(".ballot") !== null}`;
  const other = shown(now) !== shown(next);
  const live = [...document.querySelectorAll("[data-live]")].filter((part) => !(other && now?.contains(part)));
  return other && now ? [now, ...live] : live;
};

const follow = (html) => {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const state = (page) => page.getElementById("room")?.dataset.state;
  const kept = [];
  if (state(fresh) !== state(document)) {
    if (!touched(document)) return location.reload();
    return says("La séance a avancé. Terminez ce que vous écrivez, puis rechargez la page.");
  }
  for (const part of parts(fresh)) {
    const next = fresh.getElementById(part.id);
    if (!next) {
      if (!touched(part)) part.replaceChildren();
    } else if (touched(part)) kept.push(part);
    else replace(part, next);
  }
  says(kept.length ? "La salle a changé ; ce que vous écrivez est gardé tel quel. Rechargez pour voir le reste." : "");
};

let silent = false;
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (target.id !== "room-follower") return;
  const lost = detail.xhr.status === 0;
  if (silent && detail.successful) says("");
  if (lost && !silent) says("Le réseau ne répond pas : la salle est montrée telle qu’elle était. La page reprendra d’elle-même.");
  silent = lost;
  if (detail.xhr.status === 200) follow(detail.xhr.responseText);
});

// What is sent leaves from here: nothing replaces the page under the hand that sends it. Without a network it would
// leave for the browser's own page: it stays, with what was written.
document.addEventListener("submit", (event) => {
  if (silent || !navigator.onLine) {
    event.preventDefault();
    silent = true;
    says("Le réseau ne répond pas : rien n’est parti, et ce que vous avez écrit reste ici. Recommencez quand il revient.");
    document.getElementById("room-says").scrollIntoView({ block: "center" });
    return;
  }
  document.getElementById("room-follower")?.remove();
});
