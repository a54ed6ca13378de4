/* The list of a day's candidates by keyboard: one stop of the Tab key, then the arrows, Home and End. The candidate
   that is open stays in sight, and the list keeps its place when the room replaces it. */
"use strict";

(() => {
  const list = () => document.querySelector(".roll-list");
  const links = () => [...(list()?.querySelectorAll("a") ?? [])];
  let scrolled = null;

  const one = (chosen) => {
    for (const link of links()) link.tabIndex = link === chosen ? 0 : -1;
  };

  const settle = () => {
    const box = list();
    if (!box) return;
    const open = box.querySelector("[aria-current]") ?? links()[0];
    one(open);
    box.scrollTop = scrolled ?? Math.max(0, (open?.offsetTop ?? 0) - box.offsetTop - box.clientHeight / 2);
  };

  document.addEventListener("keydown", (event) => {
    const here = event.target.closest?.(".roll-list a");
    if (!here || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = links(), last = all.length - 1, now = all.indexOf(here);
    const next = { ArrowDown: Math.min(now + 1, last), ArrowUp: Math.max(now - 1, 0), Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    all[next].focus();
  });
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(".roll-list a")) one(target);
  });
  document.addEventListener("scroll", ({ target }) => {
    if (target === list()) scrolled = target.scrollTop;
  }, { capture: true });
  document.addEventListener("room:replaced", settle);
  settle();
})();
