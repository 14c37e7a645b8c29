// Building the page from nodes: text never becomes markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with properties, attributes, listeners ("onclick") and children; null and false children are left out. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (["value", "checked", "disabled", "open", "hidden", "indeterminate"].includes(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A node of a picture. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export function icon(name) {
  return svg("svg", { class: "icon", "aria-hidden": "true" }, svg("use", { href: `#i-${name}` }));
}

let fresh = 0;
/** An id that no other element has. */
export const newId = (stem) => `${stem}-${++fresh}`;

/** A field: its label, its control, a help text or a count beside it, and room for what is wrong with it. */
export function field(name, label, control, { help, count, extra } = {}) {
  const id = newId(name);
  const fault = h("p", { class: "fault", id: `${id}-fault` });
  control.id = id;
  control.name ||= name;
  const described = [`${id}-fault`];
  if (help) described.push(`${id}-help`);
  control.setAttribute("aria-describedby", described.join(" "));
  const node = h("div", { class: "field", dataset: { field: name } },
    h("div", { class: "row" }, h("label", { for: id }, label), extra, count),
    control,
    help && h("small", { id: `${id}-help` }, help),
    fault,
  );
  node.complain = (text) => {
    fault.textContent = text;
    control.toggleAttribute("aria-invalid", false);
    if (text) control.setAttribute("aria-invalid", "true");
  };
  node.control = control;
  return node;
}

/** How many characters a text has, as the API counts them: Unicode characters, not halves of them. */
export const letters = (text) => [...text].length;

/** A line at the bottom that goes by itself; with an action it stays longer. Screen readers hear it. */
export function toast(text, action, act, stays_ms = action ? 9000 : 5000) {
  const line = h("div", { class: "toast" }, h("span", {}, text),
    action && h("button", { type: "button", onclick: () => { line.remove(); act(); } }, action));
  document.querySelector(".toasts").append(line);
  setTimeout(() => line.remove(), stays_ms);
}

/** A dialog over the page; `close` is handed to what builds its content. Focus goes back where it was. */
export function openDialog(title, build) {
  const heading = h("h2", { id: newId("dialog") }, title);
  const dialog = h("dialog", { "aria-labelledby": heading.id });
  const close = () => dialog.close();
  const before = document.activeElement;
  dialog.addEventListener("close", () => { dialog.remove(); if (before?.isConnected) before.focus(); });
  dialog.append(h("div", { class: "stack" }, heading, build(close)));
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Asks before something that can't be undone; answers true or false. */
export function confirmed(title, text, yes) {
  return new Promise((answer) => {
    const dialog = openDialog(title, (close) => [
      h("p", {}, text),
      h("div", { class: "row" },
        h("button", { type: "button", class: "main", onclick: () => { answer(true); close(); } }, yes),
        h("button", { type: "button", onclick: close }, "Cancel")),
    ]);
    dialog.addEventListener("close", () => answer(false));
  });
}

/** Puts a text on the clipboard; where a browser does not allow it, shows it to be copied by hand. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${what} copied`);
  } catch {
    openDialog(what, (close) => [h("pre", { class: "code", tabindex: "0" }, text),
      h("div", { class: "row" }, h("button", { type: "button", onclick: close }, "Close"))]);
  }
}

export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** A span of time as a person says it. */
export function span(seconds) {
  if (seconds < 10) return "a few seconds";
  if (seconds < 55) return `${Math.round(seconds / 5) * 5} seconds`;
  if (seconds < 90) return "1 minute";
  if (seconds < 5400) return `${Math.round(seconds / 60)} minutes`;
  if (seconds < 129600) return `${Math.round(seconds / 3600)} hours`;
  return `${Math.round(seconds / 86400)} days`;
}

export const day = (ms) => new Date(ms).toLocaleString(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
