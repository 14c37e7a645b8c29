// The player that stays: one song, both its takes at the same place, sections to loop, keys to press.

import { clock, h, icon, newId, toast } from "./dom.js";
import * as songs from "./songs.js";

const listeners = new Set();
const STEP_S = 5;
const LOUDNESS = "songwright volume";
let now = null;  // { song, track, audio, drawn }
let loop = null;  // the section that is repeated
let parts = null;
const pictures = new Map();

export const trackId = () => now?.track.id ?? null;
export const playing = () => Boolean(now && !now.audio.paused);
export const at = () => now?.audio.currentTime ?? 0;
export const current = () => now;

/** Calls `act` when another song, play or pause, or another place is there. */
export function subscribe(act) {
  listeners.add(act);
  return () => listeners.delete(act);
}
const tell = () => { for (const act of [...listeners]) act(); };

/** The picture of a song and its timed words, or empty ones where it has none. */
export async function read(track, name, otherwise) {
  const file = track.files.find((each) => each.name === name);
  if (!file) return otherwise;
  if (!pictures.has(file.address)) pictures.set(file.address, fetch(file.address).then((answer) => (answer.ok ? answer.json() : otherwise)).catch(() => otherwise));
  return pictures.get(file.address);
}

/** Plays a take, or pauses it where it is the one that plays. */
export function toggle(song, track) {
  if (now?.track.id !== track.id) return start(song, track, 0);
  if (now.audio.paused) now.audio.play().catch(() => {});
  else now.audio.pause();
}

/** Plays a take from a place on. */
export function start(song, track, from_s, { paused = false } = {}) {
  const volume = now?.audio.volume ?? Number(localStorage.getItem(LOUDNESS) ?? 1);
  const muted = now?.audio.muted ?? false;
  now?.audio.pause();
  now?.audio.remove();
  const same = now?.song.id === song.id;
  loop = same ? loop : null;
  const audio = h("audio", { preload: "auto", src: track.audio });
  audio.volume = Number.isFinite(volume) ? Math.min(1, Math.max(0, volume)) : 1;
  audio.muted = muted;
  now = { song, track, audio, drawn: null };
  const mine = now;
  if (from_s) audio.addEventListener("loadedmetadata", () => { audio.currentTime = Math.min(from_s, audio.duration || from_s); }, { once: true });
  for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, () => { if (now === mine) { pulse(); tell(); } });
  audio.addEventListener("timeupdate", () => { if (now === mine) around(); });
  audio.addEventListener("error", () => { if (now === mine) toast("This song can't be played: its file is gone or the service does not answer."); });
  show();
  parts.bar.append(audio);
  if (!paused) audio.play().catch(() => {});
  read(track, "waveform.json", { loudness: [], sections: [], chords: [] }).then((drawn) => {
    if (now !== mine) return;
    now.drawn = drawn;
    if (loop) loop = drawn.sections.find((section, place) => place === loop.place) ? { ...drawn.sections[loop.place], place: loop.place } : null;
    drawSections();
    draw();
  });
  tell();
}

/** Plays the other take of the song from the same place on. */
function compare(track) {
  if (track.id === now.track.id) return;
  start(now.song, track, now.audio.currentTime, { paused: now.audio.paused });
}

export function shut() {
  if (!now) return;
  now.audio.pause();
  now.audio.remove();
  now = null;
  document.querySelector(".player").hidden = true;
  document.body.classList.remove("playing");
  tell();
}

/** Goes to a place of the song. */
export function seek(to_s) {
  if (!now) return;
  now.audio.currentTime = Math.min(Math.max(0, to_s), length());
  around();
}

const length = () => now.audio.duration || now.track.duration || 0;

function around() {
  if (loop && now.audio.currentTime >= loop.end_s - 0.02 && !now.audio.paused) now.audio.currentTime = loop.start_s;
  draw();
  tell();
}

let beating = false;
/** Draws smoothly while it plays: the browser tells the time only four times a second. */
function pulse() {
  if (beating) return;
  beating = true;
  const beat = () => {
    if (!playing()) { beating = false; draw(); return; }
    around();
    requestAnimationFrame(beat);
  };
  requestAnimationFrame(beat);
}

function build() {
  const bar = document.querySelector(".player");
  const cover = h("span", { class: "coverbox" });
  const name = h("a", {});
  const under = h("small", {});
  const play = h("button", { type: "button", class: "main round", onclick: () => toggle(now.song, now.track) });
  const canvas = h("canvas", { role: "slider", tabindex: "0", "aria-label": "Place in the song", "aria-valuemin": 0 });
  const sections = h("div", { class: "sections", role: "group", "aria-label": "Sections: press one to repeat it" });
  const times = [h("span", {}), h("span", {})];
  const ab = h("div", { class: "ab", role: "group", "aria-label": "Compare the takes" });
  const volume = h("input", { type: "range", min: 0, max: 1, step: 0.05, "aria-label": "Volume", oninput: () => {
    now.audio.volume = Number(volume.value);
    now.audio.muted = false;
    localStorage.setItem(LOUDNESS, volume.value);
    drawSound();
  } });
  const mute = h("button", { type: "button", class: "quiet round mute", onclick: () => { now.audio.muted = !now.audio.muted; drawSound(); } });
  const close = h("button", { type: "button", class: "quiet round", "aria-label": "Close the player", onclick: shut }, "×");
  bar.replaceChildren(
    h("div", { class: "who" }, play, cover, h("div", {}, name, under)),
    h("div", { class: "wave" }, sections, canvas, h("div", { class: "times" }, times)),
    h("div", { class: "tools" }, ab, mute, volume, close));
  canvas.id = newId("wave");
  let pulling = false;
  const pull = (event) => seek(((event.clientX - canvas.getBoundingClientRect().left) / canvas.clientWidth) * length());
  canvas.addEventListener("pointerdown", (event) => { pulling = true; canvas.setPointerCapture(event.pointerId); pull(event); });
  canvas.addEventListener("pointermove", (event) => { if (pulling) pull(event); });
  canvas.addEventListener("pointerup", () => { pulling = false; });
  canvas.addEventListener("pointercancel", () => { pulling = false; });
  canvas.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: at() - STEP_S, ArrowDown: at() - STEP_S, ArrowRight: at() + STEP_S, ArrowUp: at() + STEP_S, Home: 0, End: length() - 1, PageDown: at() - 15, PageUp: at() + 15 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    seek(to);
  });
  new ResizeObserver(() => draw()).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw());
  parts = { bar, cover, name, under, play, canvas, sections, times, ab, volume, mute };
}

function show() {
  if (!parts) build();
  const { song, track } = now;
  parts.bar.hidden = false;
  document.body.classList.add("playing");
  parts.cover.replaceChildren(track.cover ? h("img", { src: track.cover, alt: "" }) : icon("note"));
  parts.name.textContent = track.title;
  parts.name.href = `#/song/${song.id}/${track.take}`;
  parts.under.textContent = [`Take ${track.take + 1}`, song.style].filter(Boolean).join(" · ");
  drawTakes();
  parts.sections.replaceChildren();
  drawSound();
  draw();
}

function drawTakes() {
  const takes = (songs.find(now.song.id) ?? now.song).tracks.filter((track) => track.audio && !track.binnedTime);
  parts.ab.hidden = takes.length < 2;
  parts.ab.replaceChildren(...takes.map((track) => h("button", {
    type: "button", "aria-pressed": String(track.id === now.track.id), "aria-label": `Take ${track.take + 1} at the same place`,
    onclick: () => compare(track),
  }, "AB"[track.take] ?? String(track.take + 1))));
}

function drawSound() {
  const silent = now.audio.muted || now.audio.volume === 0;
  parts.mute.replaceChildren(icon(silent ? "mute" : "loud"));
  parts.mute.setAttribute("aria-label", silent ? "Sound on" : "Mute");
  parts.volume.value = now.audio.muted ? 0 : now.audio.volume;
}

function drawSections() {
  const { sections, length_s } = now.drawn;
  parts.sections.replaceChildren(...sections.map((section, place) => {
    const button = h("button", { type: "button", "aria-pressed": String(loop?.place === place), title: `Repeat: ${section.name}`, onclick: () => {
      loop = loop?.place === place ? null : { ...section, place };
      if (loop && (at() < loop.start_s || at() >= loop.end_s)) seek(loop.start_s);
      drawSections();
      draw();
    } }, section.name);
    button.style.flexGrow = String(Math.max(section.end_s - section.start_s, length_s / 60));
    return button;
  }));
}

function draw() {
  if (!now || !parts || parts.bar.hidden) return;
  const { canvas } = parts;
  const whole_s = length();
  const place = whole_s ? at() / whole_s : 0;
  parts.play.replaceChildren(icon(playing() ? "pause" : "play"));
  parts.play.setAttribute("aria-label", playing() ? "Pause" : "Play");
  parts.times[0].textContent = clock(at());
  parts.times[1].textContent = clock(whole_s);
  canvas.setAttribute("aria-valuemax", String(Math.round(whole_s)));
  canvas.setAttribute("aria-valuenow", String(Math.round(at())));
  canvas.setAttribute("aria-valuetext", `${clock(at())} of ${clock(whole_s)}${loop ? `, repeating ${loop.name}` : ""}`);
  const scale = devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * scale);
  const height = Math.round(canvas.clientHeight * scale);
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  if (!width) return;
  const colours = getComputedStyle(document.documentElement);
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, width, height);
  if (loop && whole_s) {
    pen.fillStyle = colours.getPropertyValue("--tint");
    pen.fillRect((loop.start_s / whole_s) * width, 0, ((loop.end_s - loop.start_s) / whole_s) * width, height);
  }
  const loudness = now.drawn?.loudness ?? [];
  const bars = Math.max(1, Math.floor(width / (4 * scale)));
  for (let bar = 0; bar < bars; bar += 1) {
    const first = Math.floor((bar / bars) * loudness.length);
    const last = Math.max(first + 1, Math.floor(((bar + 1) / bars) * loudness.length));
    const level = loudness.length ? Math.max(...loudness.slice(first, last)) / 100 : 0.06;
    const tall = Math.max(2 * scale, level * (height - 2 * scale));
    pen.fillStyle = colours.getPropertyValue(bar / bars < place ? "--accent" : "--wave");
    pen.beginPath();
    pen.roundRect((bar / bars) * width, (height - tall) / 2, Math.max(1, (width / bars) * 0.62), tall, 1.5 * scale);
    pen.fill();
  }
}

/** Keys that work everywhere but where somebody writes. */
addEventListener("keydown", (event) => {
  if (!now || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const onButton = event.target.closest("button, a, summary");
  const act = {
    " ": onButton ? null : () => toggle(now.song, now.track),
    k: () => toggle(now.song, now.track),
    ArrowLeft: () => seek(at() - STEP_S),
    ArrowRight: () => seek(at() + STEP_S),
    m: () => { now.audio.muted = !now.audio.muted; drawSound(); },
    l: () => {
      const place = loop ? -1 : (now.drawn?.sections ?? []).findIndex((section) => at() >= section.start_s && at() < section.end_s);
      loop = place >= 0 ? { ...now.drawn.sections[place], place } : null;
      if (now.drawn) drawSections();
      draw();
    },
    x: () => {
      const takes = (songs.find(now.song.id) ?? now.song).tracks.filter((track) => track.audio);
      const other = takes.find((track) => track.id !== now.track.id);
      if (other) compare(other);
    },
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

songs.subscribe((song) => {
  if (!now || !parts) return;
  const fresh = songs.find(now.song.id);
  if (!fresh) return;
  now.song = fresh;
  now.track = fresh.tracks.find((track) => track.id === now.track.id) ?? now.track;
  parts.name.textContent = now.track.title;
  if (song === null || song.id === now.song.id) drawTakes();
});
