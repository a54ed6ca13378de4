/* The page follows the room until its own act leaves: a reload in between would swallow the answer. */
"use strict";

document.addEventListener("submit", () => {
  const follower = document.querySelector("[data-follows-room]");
  if (!follower) return;
  htmx.trigger(follower, "htmx:abort");
  follower.remove();
});
