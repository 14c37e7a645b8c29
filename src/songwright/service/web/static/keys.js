// Keys and callbacks: who may use the API, what each key used, what was posted where, and the switch for maintenance.

import { call, get, post } from "./api.js";
import { confirmed, copy, day, field, h, openDialog, svg, toast } from "./dom.js";
import { choices } from "./create.js";

export async function keysView() {
  const offer = await choices();
  const list = h("div", { class: "stack" });
  const draw = async () => {
    const { keys } = await get("/api/v1/admin/keys");
    const open = keys.filter((key) => !key.revokedTime).reverse();
    const closed = keys.filter((key) => key.revokedTime).reverse();
    list.replaceChildren(...open.map((key) => keyCard(key, draw)),
      closed.length ? h("details", { class: "fold" }, h("summary", {}, `${closed.length} revoked`), h("div", { class: "stack" }, closed.map((key) => keyCard(key, draw)))) : "");
  };
  await draw();
  return h("div", {},
    h("div", { class: "head" }, h("h1", {}, "Keys and callbacks")),
    h("div", { class: "two" },
      h("div", { class: "stack" }, newKey(draw), await maintenance(), passwordCard()),
      h("section", { class: "stack", "aria-label": "Keys" }, h("h2", {}, "Keys"), h("p", { class: "soft" }, `A song costs ${offer.prices.generate ?? 0} credits and lyrics ${offer.prices.lyrics ?? 0}, for keys that were given credits; all others are unlimited.`), list)));
}

function newKey(draw) {
  const name = field("name", "Name", h("input", { type: "text", placeholder: "phone", maxlength: 200 }), { help: "What the key is for, so that you know which one to revoke." });
  const credits = creditsField(null);
  return h("form", { class: "card stack", "aria-label": "A new key", onsubmit: async (event) => {
    event.preventDefault();
    name.complain("");
    credits.complain("");
    try {
      const made = await post("/api/v1/admin/keys", { name: name.control.value.trim() || "key", credits: readCredits(credits) });
      name.control.value = credits.control.value = "";
      showSecret(made);
      await draw();
    } catch (error) { (error.field === "credits" ? credits : name).complain(error.message); }
  } }, h("h2", {}, "New key"), name, credits, h("div", { class: "row" }, h("button", { type: "submit", class: "main" }, "Create key")));
}

const creditsField = (value) => {
  const node = field("credits", "Credits", h("input", { type: "text", inputmode: "numeric", placeholder: "unlimited" }), { help: "Leave empty for unlimited." });
  node.control.value = value ?? "";
  return node;
};
function readCredits(node) {
  const text = node.control.value.trim();
  if (!text) return null;
  return /^\d+$/.test(text) ? Number(text) : text;  // what is no number is refused in the service's words
}

function showSecret(key) {
  openDialog(`Key “${key.name}”`, (close) => [
    h("p", {}, "This is the only time it is shown. Keep it secret; if it gets lost, reset it."),
    h("pre", { class: "code", tabindex: "0", dataset: { secret: "" } }, key.key),
    h("div", { class: "row" }, h("button", { type: "button", class: "main", onclick: () => copy(key.key, "Key") }, "Copy"), h("button", { type: "button", onclick: close }, "Done"))]);
}

function keyCard(key, draw) {
  const own = key.name === "studio page" && key.admin;
  const tried = (doing) => async () => { try { await doing(); await draw(); } catch (error) { toast(error.message); } };
  const reset = tried(async () => {
    if (await confirmed(`Reset “${key.name}”?`, "The old secret is worth nothing at once; programs that use it need the new one.", "Reset")) showSecret(await post(`/api/v1/admin/keys/${key.id}/reset`));
  });
  const revoke = tried(async () => {
    if (await confirmed(`Revoke “${key.name}”?`, "It is closed at once and for good. Its songs stay.", "Revoke")) await post(`/api/v1/admin/keys/${key.id}/revoke`);
  });
  const use = h("div", { class: "stack" });
  const details = h("details", { class: "fold" }, h("summary", {}, "Use and callbacks"), use);
  details.addEventListener("toggle", () => { if (details.open) drawUse(key, use); });
  return h("div", { class: "card stack", dataset: { key: key.id } },
    h("div", { class: "row apart" }, h("h3", {}, key.name),
      h("span", { class: "badge" }, key.revokedTime ? `revoked ${day(key.revokedTime)}` : own ? "this page" : key.admin ? "admin" : "open")),
    h("dl", { class: "facts" }, Object.entries({
      "Begins with": key.prefix, Credits: key.credits ?? "unlimited", Created: day(key.createTime), "Last used": own ? "now" : key.lastUsedTime ? day(key.lastUsedTime) : "never",
    }).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(value))))),
    !key.revokedTime && !own && h("div", { class: "row" },
      h("button", { type: "button", onclick: () => editKey(key, draw) }, "Change"),
      h("button", { type: "button", onclick: reset }, "Reset"),
      h("button", { type: "button", class: "danger", onclick: revoke }, "Revoke")),
    details);
}

function editKey(key, draw) {
  openDialog(`Change “${key.name}”`, (close) => {
    const name = field("name", "Name", h("input", { type: "text", value: key.name, maxlength: 200 }));
    const credits = creditsField(key.credits);
    return h("form", { class: "stack", onsubmit: async (event) => {
      event.preventDefault();
      name.complain("");
      credits.complain("");
      try {
        await call("PATCH", `/api/v1/admin/keys/${key.id}`, { name: name.control.value.trim(), credits: readCredits(credits) });
        close();
        await draw();
      } catch (error) { (error.field === "credits" ? credits : name).complain(error.message); }
    } }, name, credits, h("div", { class: "row" }, h("button", { type: "submit", class: "main" }, "Save"), h("button", { type: "button", onclick: close }, "Cancel")));
  });
}

async function drawUse(key, place) {
  try {
    const [{ days }, told] = await Promise.all([get(`/studio/keys/${key.id}/use`), get(`/studio/keys/${key.id}/callbacks?limit=20`)]);
    const callbacks = told.callbacks.filter((letter) => /^https?:/i.test(letter.url));  // any other text means: I poll
    const tasks = days.reduce((sum, each) => sum + each.tasks, 0);
    const credits = days.reduce((sum, each) => sum + each.credits, 0);
    place.replaceChildren(
      h("p", {}, `${tasks} ${tasks === 1 ? "task" : "tasks"} and ${credits} credits in the last 30 days`), chart(days),
      h("h4", {}, "Latest callbacks"),
      callbacks.length ? h("table", { class: "letters" }, h("thead", {}, h("tr", {}, ["Told", "To", "Attempts", ""].map((text) => h("th", { scope: "col" }, text)))),
        h("tbody", {}, callbacks.map((letter) => callbackRow(key, letter, place)))) : h("p", { class: "soft" }, "None. Give a web address as callBackUrl, and what was posted there stands here."));
  } catch (error) { place.replaceChildren(h("p", { class: "fault" }, error.message)); }
}

function chart(days) {
  const most = Math.max(...days.map((each) => each.tasks), 1);
  const picture = svg("svg", { class: "chart", viewBox: "0 0 300 60", preserveAspectRatio: "none", role: "img",
    "aria-label": `Tasks a day, at most ${most}; ${days.filter((each) => each.tasks).map((each) => `${each.day}: ${each.tasks}`).join(", ") || "none"}` });
  days.forEach((each, place) => {
    const tall = (each.tasks / most) * 54;
    const bar = svg("rect", { x: place * 10 + 1, y: 58 - tall, width: 8, height: Math.max(tall, 0), rx: 1.5 });
    bar.append(svg("title", {}, `${each.day}: ${each.tasks} tasks, ${each.credits} credits`));
    picture.append(svg("rect", { class: "base", x: place * 10 + 1, y: 58, width: 8, height: 1.5 }), bar);
  });
  return h("div", {}, picture, h("div", { class: "times" }, h("span", {}, days[0].day), h("span", {}, "today")));
}

function callbackRow(key, letter, place) {
  const last = letter.deliveries.at(-1);
  const state = letter.delivered ? "delivered" : letter.settledTime ? "given up" : "under way";
  const again = h("button", { type: "button", disabled: !letter.settledTime, onclick: async () => {
    try {
      await post(`/studio/keys/${key.id}/callbacks/${letter.id}/redeliver`);
      toast("It is sent again.");
      setTimeout(() => { if (place.isConnected) drawUse(key, place); }, 1500);
      await drawUse(key, place);
    } catch (error) { toast(error.message); }
  } }, "Redeliver");
  return h("tr", {}, h("td", {}, h("strong", {}, letter.callbackType), h("br"), h("small", {}, day(letter.createTime))), h("td", {}, letter.url),
    h("td", {}, h("span", { class: letter.delivered ? "badge" : "badge hot" }, state), " ", h("small", {}, `${letter.deliveries.length}×`),
      last && h("details", {}, h("summary", {}, h("small", {}, last.status ? `last: HTTP ${last.status}` : "last: no answer")), letter.deliveries.map((each) => h("small", {}, `${each.attempt}. ${day(each.time)}: ${each.status ?? "no answer"} ${each.answer.slice(0, 200)}`, h("br"))))),
    h("td", {}, again));
}

async function maintenance() {
  const { on } = await get("/api/v1/admin/maintenance");
  const control = h("input", { type: "checkbox", role: "switch", checked: on, onchange: async () => {
    try {
      await call("PUT", "/api/v1/admin/maintenance", { on: control.checked });
      toast(control.checked ? "New work is refused from now on." : "New work is taken again.");
    } catch (error) { control.checked = !control.checked; toast(error.message); }
  } });
  return h("div", { class: "card stack" }, h("label", { class: "switch" }, control, "Maintenance"), h("small", {}, "While it is on, new songs are refused in every process; what is being made is finished."));
}

function passwordCard() {
  const old = field("old", "Password until now", h("input", { type: "password", autocomplete: "current-password" }));
  const fresh = field("password", "New password", h("input", { type: "password", autocomplete: "new-password" }), { help: "At least 10 characters. Every other browser is signed out." });
  const form = h("form", { class: "stack", onsubmit: async (event) => {
    event.preventDefault();
    old.complain("");
    fresh.complain("");
    try {
      await call("PUT", "/studio/password", { old: old.control.value, password: fresh.control.value });
      form.reset();
      toast("The password is changed.");
    } catch (error) { (error.field === "password" ? fresh : old).complain(error.message); }
  } }, old, fresh, h("div", { class: "row" }, h("button", { type: "submit" }, "Change password")));
  const out = h("button", { type: "button", onclick: async () => { await call("DELETE", "/studio/session").catch(() => {}); location.reload(); } }, "Sign out");
  return h("div", { class: "card stack" }, h("div", { class: "row apart" }, h("h2", {}, "You"), out), h("details", { class: "fold" }, h("summary", {}, "Change the password"), form));
}
