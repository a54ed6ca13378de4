// What every page needs, and no more. A page works without it.
"use strict";

// A form sent once is not sent twice: its button shows that the request is in flight, and further submits are
// dropped until the answer comes, the page is shown again, or the wait is too long to be a double click.
const LONGEST_WAIT = 15000;
const inFlight = new WeakMap();

function hold(form, button) {
  button?.setAttribute("aria-busy", "true");
  inFlight.set(form, { button, timer: setTimeout(release, LONGEST_WAIT, form) });
}

function release(form) {
  const { button, timer } = inFlight.get(form) ?? {};
  clearTimeout(timer);
  button?.removeAttribute("aria-busy");
  inFlight.delete(form);
}

// Before anyone else: htmx and the page's own scripts must not see the second submit either.
addEventListener(
  "submit",
  (event) => {
    if (inFlight.has(event.target)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  },
  { capture: true },
);

// After everyone else: a submit that a script took over is not in flight.
addEventListener("submit", (event) => {
  if (event.target.method === "post" && !event.defaultPrevented) hold(event.target, event.submitter);
});

addEventListener("htmx:beforeRequest", ({ target, detail }) => {
  if (target instanceof HTMLFormElement) hold(target, detail.requestConfig.triggeringEvent?.submitter);
});
addEventListener("htmx:afterRequest", ({ target }) => {
  if (target instanceof HTMLFormElement) release(target);
});

// Back from the next page, the browser shows this one as it was left.
addEventListener("pageshow", () => Array.from(document.forms).forEach(release));

addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) print();
});
