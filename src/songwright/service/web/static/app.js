// The door and the way between the pages.

import { call, get, whenLocked } from "./api.js";
import { createView } from "./create.js";
import { field, h, icon, openDialog } from "./dom.js";
import { keysView } from "./keys.js";
import { libraryView } from "./library.js";
import * as player from "./player.js";
import { songView } from "./song.js";
import * as songs from "./songs.js";

const main = document.querySelector("main");
const top_ = document.querySelector(".top");
const TOURED = "songwright toured";
let shown = 0;

async function go() {
  const [, page = "create", ...rest] = location.hash.split("/").map(decodeURIComponent);
  const views = { create: createView, library: libraryView, keys: keysView, song: () => songView(...rest) };
  const name = views[page] ? page : "create";
  const turn = ++shown;
  let view;
  try {
    view = await views[name]();
  } catch (error) {
    view = h("div", { class: "empty" }, h("h1", {}, "This can't be shown just now"), h("p", {}, error.message), h("button", { type: "button", onclick: go }, "Try again"));
  }
  if (turn !== shown || top_.hidden) return;
  main.firstChild?.dispatchEvent(new Event("gone"));
  main.replaceChildren(view);
  for (const link of top_.querySelectorAll("nav a")) {
    if (link.hash === `#/${name === "song" ? "library" : name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const heading = main.querySelector("h1")?.textContent ?? "Songwright";
  document.title = `${heading} · Songwright`;
  scrollTo(0, 0);
  if (turn > 1) main.focus({ preventScroll: true });
}

function open() {
  top_.hidden = false;
  const line = document.querySelector(".line");
  songs.follow((there) => { line.textContent = there ? "" : "No connection; trying again …"; });
  go();
  if (!localStorage.getItem(TOURED)) tour();
}

function tour() {
  openDialog("Welcome to your studio", (close) => [
    h("p", {}, "Your songs are made and kept by your own installation, and belong to you."),
    h("ol", { class: "tour" },
      h("li", {}, h("strong", {}, "Create. "), "Say in a sentence what you want to hear, or switch to Custom and bring your own words, style and title. Two takes are made of each."),
      h("li", {}, h("strong", {}, "Listen. "), "The words come first, and each take can be heard while it is made. Press A and B in the player to compare them, and a section’s name to repeat it."),
      h("li", {}, h("strong", {}, "Keep. "), "Songs stay in the library for some days; “Keep for ever” and the downloads are in the menu beside each."),
      h("li", {}, h("strong", {}, "Keys. "), "Programs use the same studio over its API, each with a key of its own.")),
    h("p", { class: "soft keys" }, h("kbd", {}, "Space"), " plays and pauses, ", h("kbd", {}, "←"), " ", h("kbd", {}, "→"), " move, ", h("kbd", {}, "L"), " repeats the section, ", h("kbd", {}, "X"), " swaps the takes, ", h("kbd", {}, "M"), " mutes."),
    h("div", { class: "row" }, h("button", { type: "button", class: "main", onclick: close }, "Let’s go")),
  ]).addEventListener("close", () => localStorage.setItem(TOURED, "1"));
}

function gate(state) {
  top_.hidden = true;
  player.shut();
  songs.unfollow();
  shown += 1;
  document.title = "Songwright";
  const setting = state === "new";
  if (state === "closed") {
    main.replaceChildren(h("div", { class: "gate card stack" }, h("img", { src: "/studio/static/mark.svg", alt: "" }), h("h1", {}, "Not set up yet"),
      h("p", {}, "The admin password of this studio is set on the machine itself: open this page there, at localhost or 127.0.0.1, or run "), h("pre", { class: "code", tabindex: "0" }, "songwright password"),
      h("button", { type: "button", onclick: begin }, "Look again")));
    return;
  }
  const password = field("password", "Password", h("input", { type: "password", autocomplete: setting ? "new-password" : "current-password", required: true }), { help: setting ? "At least 10 characters. It guards every key of this studio." : null });
  const again = setting && field("again", "Once more", h("input", { type: "password", autocomplete: "new-password" }));
  const button = h("button", { type: "submit", class: "main big" }, setting ? "Set the password" : "Sign in");
  main.replaceChildren(h("form", { class: "gate card stack", novalidate: true, onsubmit: async (event) => {
    event.preventDefault();
    password.complain("");
    again?.complain?.("");
    if (setting && password.control.value !== again.control.value) {
      again.complain("The two are not the same.");
      again.control.focus();
      return;
    }
    button.disabled = true;
    try {
      await call("POST", setting ? "/studio/password" : "/studio/session", { password: password.control.value });
      open();
    } catch (error) {
      password.complain(error.message);
      password.control.focus();
    }
    button.disabled = false;
  } }, h("img", { src: "/studio/static/mark.svg", alt: "" }), h("h1", {}, setting ? "Welcome" : "Songwright"),
    h("p", { class: "soft" }, setting ? "This is your studio: it makes songs on this machine and shows them to nobody. First choose a password." : "Sign in to your studio."),
    password, again, button, !setting && h("small", {}, "Forgotten? On the machine itself, “songwright password” sets a new one.")));
  password.control.focus();
}

async function begin() {
  try {
    const { state } = await get("/studio/session");
    if (state === "open") open();
    else gate(state);
  } catch (error) {
    main.replaceChildren(h("div", { class: "empty" }, icon("note"), h("h1", {}, "The service does not answer"), h("p", {}, "This page tries again by itself.")));
    setTimeout(begin, 2000);
  }
}

whenLocked(begin);
addEventListener("hashchange", () => { if (!top_.hidden) go(); });
addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
begin();
