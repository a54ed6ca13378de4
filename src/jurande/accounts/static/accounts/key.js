// A key that does not answer (refused, unknown, too late): the page says what to do.
"use strict";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault(); // allauth would write it in the console, where nobody looks
  document.getElementById("key-error").hidden = false;
});
