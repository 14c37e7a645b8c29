// The form: an idea, or words of one's own, and everything that can be said about a song.

import { get, Refused } from "./api.js";
import { field, h, letters, newId, openDialog, toast } from "./dom.js";
import { songList } from "./list.js";
import * as songs from "./songs.js";

const DRAFT = "songwright draft";
const BLANK = {
  customMode: false, instrumental: false, model: "V5", idea: "", words: "", style: "", title: "", vocalGender: "", negativeTags: "",
  styleWeight: 0.5, weirdnessConstraint: 0.5, audioWeight: 0.5, duration: "", bpm: "", key: "", timeSignature: "", seed: "",
};
/** What the sliders do, from docs/models.md. */
const SLIDERS = {
  styleWeight: ["Style", "How closely the style is followed", [
    [0.2, "Borrows freely: chords, grooves and players from kindred styles"],
    [0.4, "Leans on the style and borrows here and there"],
    [0.6, "The style's own habits, with something new in one section of five"],
    [0.8, "Close to the style: its usual chords in nearly every bar"],
    [1, "By the book: only the style's own rows and most usual patterns"]]],
  weirdnessConstraint: ["Surprise", "How far chords and tune may wander", [
    [0.2, "Plain: steps instead of leaps, simple chords"],
    [0.4, "Calm: few leaps, chords of the key"],
    [0.6, "The style's own share of leaps, a colour here and there"],
    [0.8, "Bold: a quarter of the chords from outside the key"],
    [1, "Strange: borrowed chords, wide leaps, unexpected players"]]],
  audioWeight: ["Consistency", "How alike the sections sound", [
    [0.2, "Great contrasts: sections differ strongly, the band changes"],
    [0.4, "More contrast than usual"],
    [0.6, "The style's own habit"],
    [0.8, "Even: mostly the same players throughout"],
    [1, "One sound: the same players and energy from start to end"]]],
};
const SURPRISES = {
  how: ["A tender", "A restless", "A sunny", "A slow-burning", "A dreamy", "A defiant", "A playful", "A midnight", "A wide-open", "A bittersweet"],
  about: ["the last train home", "learning to swim at forty", "letters never sent", "a lighthouse keeper's radio", "dancing in the kitchen",
    "rain on a tin roof", "the first warm day of the year", "a map with no names", "neon after closing time", "a garden on the roof",
    "coming home after years", "two strangers in a lift", "the dog who waits at the gate", "an old photograph", "the night before the move"],
  with: ["with a soft female voice", "with a warm male voice", "with a big chorus", "that starts quietly", "with hand claps", "for the small hours", "to drive to", "to sing along to"],
};
/** The styles that most people look for; all others are one press away. */
const FIRST = ["pop", "rock", "folk", "country", "rnb", "lofi-hip-hop", "synth-pop", "house", "jazz-swing", "trap"];
const FIELDS = { prompt: (form) => (form.customMode ? "words" : "idea") };

export const pick = (list) => list[Math.floor(Math.random() * list.length)];

/** The choices of the service, asked for once. */
let offered = null;
export async function choices() {
  offered ??= await get("/studio/catalogue");
  return offered;
}

/** Puts a request into the form, to be changed before it is sent again. */
export function putIntoDraft(body) {
  const draft = { ...BLANK, ...body };
  draft[body.customMode ? "words" : "idea"] = body.prompt ?? "";
  delete draft.prompt;
  save(draft);
}

function save(draft) {
  try { localStorage.setItem(DRAFT, JSON.stringify(draft)); } catch { /* a private window keeps nothing */ }
}

function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(DRAFT) ?? "{}");
    return Object.fromEntries(Object.entries(BLANK).map(([name, blank]) => [name, typeof kept[name] === typeof blank ? kept[name] : blank]));
  } catch { return { ...BLANK }; }
}

/** What is sent: only what was said. */
export function requestFrom(draft) {
  const body = { customMode: draft.customMode, instrumental: draft.instrumental, model: draft.model };
  if (draft.customMode) {
    Object.assign(body, { style: draft.style, title: draft.title });
    if (!draft.instrumental) body.prompt = draft.words;
  } else body.prompt = draft.idea;
  if (draft.vocalGender && !draft.instrumental) body.vocalGender = draft.vocalGender;
  if (draft.negativeTags.trim()) body.negativeTags = draft.negativeTags;
  for (const name of Object.keys(SLIDERS)) if (draft[name] !== 0.5) body[name] = draft[name];
  for (const name of ["duration", "bpm"]) if (String(draft[name]).trim() !== "") body[name] = Number(draft[name]);
  for (const name of ["key", "timeSignature"]) if (draft[name].trim()) body[name] = draft[name].trim();
  const seed = String(draft.seed).trim();
  if (seed) body.seed = /^\d{1,30}$/.test(seed) ? seed : -1;  // what is no number is refused in the service's words
  return body;
}

export async function createView() {
  const offer = await choices();
  const list = songList({ limit: 8, empty: true, pick: (song) => song.holder.own && (!song.tracks.length || song.tracks.some((track) => !track.binnedTime)) });
  const form = await songForm(offer);
  return h("div", {},
    h("div", { class: "head" }, h("h1", {}, "What shall it be?")),
    h("div", { class: "two" }, form, h("section", { class: "stack", "aria-label": "Latest songs" }, h("h2", {}, "Latest songs"), list)));
}

async function songForm(offer) {
  const draft = load();
  const model = () => offer.models.find((each) => each.id === draft.model) ?? offer.models[0];
  const counts = [];
  const fields = {};
  const say = () => { save(draft); for (const act of counts) act(); };

  function text(name, label, make, { longest, ...more } = {}) {
    const control = make();
    control.value = draft[name];
    const count = longest && h("small", { class: "count" });
    if (longest) counts.push(() => {
      const used = letters(control.value);
      count.textContent = `${used} / ${longest()}`;
      count.classList.toggle("over", used > longest());
    });
    control.addEventListener("input", () => { draft[name] = control.value; fields[name].complain(""); say(); });
    fields[name] = field(name, label, control, { count, ...more });
    fields[name].put = (value) => { control.value = draft[name] = value; fields[name].complain(""); say(); };
    return fields[name];
  }

  const idea = text("idea", "Describe your song", () => h("textarea", { rows: 3, placeholder: "A slow country waltz about the last train home, female voice" }), {
    longest: () => model().idea,
    help: "A mood, a style, what it is about, who sings. The words are written for you.",
    extra: h("button", { type: "button", class: "text", onclick: () => { idea.put(surprise(offer)); idea.control.focus(); } }, "Surprise me"),
  });
  const title = text("title", "Title", () => h("input", { type: "text", placeholder: "Harbour Light" }), { longest: () => model().title });
  const style = text("style", "Style", () => h("input", { type: "text", placeholder: "indie folk, fingerpicked guitar, warm" }), { longest: () => model().style });
  const words = text("words", "Lyrics", () => h("textarea", { class: "lyrics", rows: 10, placeholder: "[Verse 1]\nThe harbour light is turning\n…\n\n[Chorus]\n…" }), {
    longest: () => model().words,
    help: "Sung exactly as they stand. Tags in brackets name the sections; (round brackets) are for the backing voice.",
    extra: h("button", { type: "button", class: "text", onclick: () => writeWords(offer, draft, (sheet) => {
      words.put(sheet.text);
      if (!draft.title.trim()) title.put([...sheet.title].slice(0, model().title).join(""));
    }) }, "Write lyrics for me"),
  });
  const tags = h("div", { class: "chips", role: "group", "aria-label": "Section tags" },
    ["Intro", "Verse", "Pre-Chorus", "Chorus", "Bridge", "Solo", "Rap", "Outro"].map((tag) =>
      h("button", { type: "button", onclick: () => insertTag(words, tag) }, `[${tag}]`)));
  const custom = h("div", { class: "stack" }, title, style, styleChips(offer, style), h("div", { class: "stack", dataset: { sung: "" } }, words, tags));

  const parts = { simple: idea, custom };
  const voice = segment("vocalGender", "Voice", [["", "Any"], ["f", "Female"], ["m", "Male"]], draft, say);
  const instrumental = h("input", { type: "checkbox", role: "switch", checked: draft.instrumental, onchange: () => { draft.instrumental = instrumental.checked; show(); } });
  const says = h("small", { id: newId("model") });
  const models = h("select", { "aria-describedby": says.id, onchange: () => { draft.model = models.value; show(); } },
    offer.models.map((each) => h("option", { value: each.id }, each.name)));
  models.value = model().id;
  const modelField = field("model", "Model", models);
  modelField.append(says);
  fields.model = modelField;

  const extras = [
    text("duration", "Length in seconds", () => h("input", { type: "text", inputmode: "decimal", placeholder: "as it comes" })),
    text("bpm", "Tempo (BPM)", () => h("input", { type: "text", inputmode: "decimal", placeholder: "30 to 300" })),
    text("key", "Key", () => h("input", { type: "text", placeholder: "F# minor" })),
    text("timeSignature", "Time signature", () => h("input", { type: "text", placeholder: "4/4, 3/4, 6/8" })),
  ];
  const seed = text("seed", "Seed", () => h("input", { type: "text", inputmode: "numeric", placeholder: "drawn by lot" }), { help: "The same request with the same seed gives the same two songs." });

  const fault = h("div", { class: "alert", role: "alert", hidden: true });
  const submit = h("button", { type: "submit", class: "main big" }, "Make two songs");
  const form = h("form", { class: "card stack", novalidate: true, "aria-label": "A new song" },
    segment("customMode", "Mode", [[false, "Simple"], [true, "Custom"]], draft, () => show()),
    parts.simple, parts.custom,
    h("div", { class: "row apart" }, voice, h("label", { class: "switch" }, instrumental, "Instrumental")),
    modelField,
    h("details", { class: "fold", open: Object.keys(SLIDERS).some((name) => draft[name] !== 0.5) || draft.negativeTags !== "" }, h("summary", {}, "Fine tuning"),
      h("div", { class: "stack" },
        text("negativeTags", "Keep out", () => h("input", { type: "text", placeholder: "drums, brass, backing vocals" }), { help: "Instruments, styles or moods, separated by commas." }),
        Object.keys(SLIDERS).map((name) => slider(name, draft, say, fields)))),
    h("details", { class: "fold", open: ["duration", "bpm", "key", "timeSignature", "seed"].some((name) => draft[name] !== "") }, h("summary", {}, "Length, tempo, key and seed"),
      h("div", { class: "stack" }, h("div", { class: "pair" }, extras), seed)),
    fault,
    h("div", { class: "row apart send" }, submit, h("small", { class: "keys" }, h("kbd", {}, "Ctrl"), " + ", h("kbd", {}, "Enter"))));

  function show() {
    parts.simple.hidden = draft.customMode;
    parts.custom.hidden = !draft.customMode;
    form.querySelector("[data-sung]").hidden = draft.instrumental;
    voice.hidden = draft.instrumental;
    says.textContent = `${model().says}. Songs of up to ${Math.round(model().longestSeconds / 60)} minutes.`;
    say();
  }

  async function send() {
    if (submit.disabled) return;
    fault.hidden = true;
    for (const each of Object.values(fields)) each.complain?.("");
    submit.disabled = true;
    submit.textContent = "Sending …";
    try {
      await songs.ask(requestFrom(draft));
      toast("Your songs are on their way.");
    } catch (error) {
      complain(error);
    }
    submit.disabled = false;
    submit.textContent = "Make two songs";
  }

  function complain(error) {
    const name = error instanceof Refused ? FIELDS[error.field]?.(draft) ?? error.field : "";
    const at = fields[name];
    if (at && at.control.closest("[hidden]") === null) {
      at.complain(error.message);
      at.closest("details")?.setAttribute("open", "");
      at.control.focus();
    } else {
      fault.textContent = error.message;
      fault.hidden = false;
    }
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); send(); }
  });
  show();
  return form;
}

function surprise(offer) {
  const style = pick(offer.styles);
  return `${pick(SURPRISES.how)} ${style.name.toLowerCase()} song about ${pick(SURPRISES.about)}, ${pick(SURPRISES.with)}`;
}

function insertTag(words, tag) {
  const box = words.control;
  const before = box.value.slice(0, box.selectionStart).replace(/\s+$/, "");
  const after = box.value.slice(box.selectionEnd).replace(/^\s+/, "");
  const head = `${before}${before ? "\n\n" : ""}[${tag}]\n`;
  words.put(head + after);
  box.focus();
  box.setSelectionRange(head.length, head.length);
}

function segment(name, label, options, draft, act) {
  const group = newId(name);
  return h("fieldset", { class: "choice", dataset: { choice: name } }, h("legend", { class: name === "customMode" && "vh" }, label),
    h("div", { class: "segment" }, options.map(([value, text]) => h("label", {},
      h("input", { type: "radio", name: group, value: String(value), checked: draft[name] === value, onchange: () => { draft[name] = value; act(); } }),
      h("span", {}, text)))));
}

function slider(name, draft, say, fields) {
  const [label, help, steps] = SLIDERS[name];
  const told = h("small", { class: "count" });
  const control = h("input", { type: "range", min: 0, max: 1, step: 0.01, value: draft[name] });
  const effect = h("small", { "aria-live": "polite" });
  const show = () => {
    told.textContent = Number(control.value).toFixed(2);
    effect.textContent = steps.find(([most]) => control.value <= most)[1];
    control.setAttribute("aria-valuetext", `${told.textContent}: ${effect.textContent}`);
  };
  control.addEventListener("input", () => { draft[name] = Number(control.value); show(); say(); });
  const node = field(name, label, control, { count: told, help });
  node.append(effect);
  fields[name] = node;
  show();
  return node;
}

function styleChips(offer, style) {
  const parts = () => style.control.value.split(",").map((part) => part.trim()).filter(Boolean);
  const more = h("button", { type: "button", "aria-expanded": "false", onclick: () => { more.setAttribute("aria-expanded", "true"); more.hidden = true; for (const chip of chips) chip.hidden = false; } });
  const styles = [...offer.styles].sort((a, b) => FIRST.includes(b.id) - FIRST.includes(a.id) || FIRST.indexOf(a.id) - FIRST.indexOf(b.id));
  const chips = styles.map((each, place) => {
    const chip = h("button", { type: "button", "aria-pressed": "false", title: each.says, hidden: place >= FIRST.length, onclick: () => {
      const had = parts();
      const left = had.filter((part) => part.toLowerCase() !== each.name.toLowerCase());
      style.put((left.length < had.length ? left : [...had, each.name]).join(", "));
      press();
    } }, each.name);
    return chip;
  });
  const press = () => {
    const had = parts().map((part) => part.toLowerCase());
    for (const chip of chips) chip.setAttribute("aria-pressed", had.includes(chip.textContent.toLowerCase()));
  };
  more.textContent = `${chips.length - FIRST.length} more styles`;
  style.control.addEventListener("input", press);
  press();
  return h("div", { class: "chips", role: "group", "aria-label": "Styles" }, chips, more);
}

function writeWords(offer, draft, use) {
  openDialog("Write lyrics", (close) => {
    const control = h("textarea", { rows: 3, placeholder: "Growing up in a small town by the sea" });
    control.value = [...(draft.idea || draft.title)].slice(0, offer.lyricsIdea).join("");
    const about = field("about", "What are they about?", control, { help: `Up to ${offer.lyricsIdea} characters; name a style and a mood too if you like. Two lyrics are written, and you choose.` });
    const found = h("div", { class: "stack", "aria-live": "polite" });
    const go = h("button", { type: "submit", class: "main" }, "Write");
    return h("form", { class: "stack", onsubmit: async (event) => {
      event.preventDefault();
      about.complain("");
      go.disabled = true;
      found.replaceChildren(h("progress", { "aria-label": "Writing" }));
      try {
        const sheets = await songs.askWords(control.value);
        found.replaceChildren(...sheets.map((sheet) => h("div", { class: "card stack" },
          h("div", { class: "row apart" }, h("h3", {}, sheet.title), h("button", { type: "button", onclick: () => { use(sheet); close(); } }, "Use these")),
          h("pre", { class: "code", tabindex: "0" }, sheet.text))));
        found.querySelector("button").focus();
      } catch (error) {
        found.replaceChildren();
        about.complain(error.message);
      }
      go.disabled = false;
    } }, about, h("div", { class: "row" }, go, h("button", { type: "button", onclick: close }, "Close")), found);
  });
}
