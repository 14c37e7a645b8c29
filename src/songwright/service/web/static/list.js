// Songs in a list: those being made with their progress, finished takes one a row, with all that can be done to them.

import { call, post } from "./api.js";
import { putIntoDraft } from "./create.js";
import { clock, confirmed, copy, day, field, h, icon, openDialog, size, span, toast } from "./dom.js";
import * as player from "./player.js";
import * as songs from "./songs.js";

const STAGES = {
  composing: "Composing", playing: "The band is playing", singing: "Singing", mixing: "Mixing", mastering: "Mastering", pressing: "Pressing the files",
};
const FILES = [
  [/^song\.mp3$/, "MP3"], [/^song\.wav$/, "WAV"], [/^song\.flac$/, "FLAC"], [/^stems\/(.+)\.wav$/, "Stem: $1"], [/^score\.mid$/, "MIDI"],
  [/^score\.mxl$/, "MusicXML (notes)"], [/^words\.lrc$/, "Lyrics with times (LRC)"], [/^cover\.jpg$/, "Cover"], [/^report\.json$/, "Report (JSON)"],
];

/** What can be fetched of a take: name, size and address. */
export function downloads(track) {
  return track.files.flatMap((file) => FILES.filter(([known]) => known.test(file.name))
    .map(([known, label]) => ({ ...file, label: file.name.replace(known, label) })))
    .sort((a, b) => FILES.findIndex(([known]) => known.test(a.name)) - FILES.findIndex(([known]) => known.test(b.name)));
}

/** The name of a song, before it has one too. */
export const nameOf = (song, track) => track?.title || song.tracks[0]?.title || song.asked.title || song.asked.prompt?.slice(0, 80) || "A song";

/** Takes and tasks as rows. `pick(song, track)` chooses, `order(a, b)` sorts rows; it keeps itself fresh. */
export function songList({ limit = Infinity, pick = () => true, order, empty = false, none } = {}) {
  const list = h("ul", { class: "songs" });
  const shown = new Map();
  const node = h("div", {}, list);
  const later = h("div");
  node.append(later);

  function rows() {
    const found = [];
    for (const song of songs.all()) {
      if (song.status !== "complete") found.push({ key: song.id, song, track: null });
      for (const track of song.tracks) if (track.made) found.push({ key: track.id, song, track });
    }
    const picked = found.filter((row) => pick(row.song, row.track));
    if (order) picked.sort(order);
    return picked.slice(0, limit);
  }

  function draw() {
    const wanted = rows();
    const keys = new Set(wanted.map((row) => row.key));
    for (const [key, row] of shown) if (!keys.has(key)) { row.node.remove(); shown.delete(key); }
    let before = null;
    for (const { key, song, track } of wanted) {
      const known = shown.get(key);
      const text = JSON.stringify(track ? [track, song.status === "complete"] : [song.status, song.made]);
      let row = known;
      if (!known || (track && known.text !== text)) {
        const fresh = track ? trackRow(song, track) : taskRow(song);
        known?.node.replaceWith(fresh);
        row = { node: fresh, text };
        shown.set(key, row);
      } else if (!track) row.node.show(song);
      const next = before ? before.nextSibling : list.firstChild;
      if (row.node !== next) list.insertBefore(row.node, next);
      before = row.node;
    }
    mark();
    later.replaceChildren();
    const first = empty && !songs.all().some((song) => song.holder.own);
    if (!wanted.length && songs.reached()) later.append(first ? welcome() : none?.() ?? h("p", { class: "soft" }, "Nothing here."));
    else if (!wanted.length) later.append(h("p", { class: "soft" }, "Looking …"));
  }
  const mark = () => {
    for (const [key, row] of shown) {
      row.node.classList.toggle("now", player.trackId() === key);
      row.node.show?.(row.node.song);
      row.node.querySelector("[data-play]")?.replaceChildren(...coverOf(shown.get(key).node));
    }
  };

  const stop = songs.subscribe(() => draw());
  const stopPlayer = player.subscribe(mark);
  node.addEventListener("gone", () => { stop(); stopPlayer(); });
  draw();
  return node;
}

function welcome() {
  return h("div", { class: "empty" }, icon("note"), h("h2", {}, "Your songs will stand here"),
    h("p", {}, "Say in one sentence what you want to hear, or press “Surprise me”, and then “Make two songs”. The words appear within seconds, and each song can be heard while it is made."));
}

function coverOf(node) {
  const { track } = node;
  const here = player.trackId() === track.id && player.playing();
  const label = `${here ? "Pause" : "Play"} ${node.label}`;
  const button = node.querySelector("[data-play]");
  button.setAttribute("aria-label", label);
  return [track.cover && h("img", { src: track.cover, alt: "", loading: "lazy", width: 56, height: 56 }), icon(here ? "pause" : "play")].filter(Boolean);
}

function trackRow(song, track) {
  const name = nameOf(song, track);
  const node = h("li", { class: "song", dataset: { track: track.id } });
  Object.assign(node, { track, label: `${name}, take ${track.take + 1}` });
  const place = `#/song/${song.id}/${track.take}`;
  node.append(
    track.audio
      ? h("button", { type: "button", class: "coverbox", dataset: { play: "" }, onclick: () => player.toggle(song, track) })
      : h("span", { class: "coverbox" }, icon("note")),
    h("div", {}, h("a", { class: "name", href: place }, name),
      h("div", { class: "row about" }, h("small", {}, [`Take ${track.take + 1}`, song.style, track.duration && clock(track.duration)].filter(Boolean).join(" · ")),
        h("small", {}, day(song.createTime)), lifeBadge(track), holderBadge(song))),
    h("div", { class: "tail" }, menuOf(song, track)));
  return node;
}

function lifeBadge(track) {
  if (track.gone) return h("span", { class: "badge" }, "files have gone");
  if (track.binnedTime) return h("span", { class: "badge hot" }, `in the bin, goes in ${span((track.endTime - Date.now()) / 1000)}`);
  if (track.kept) return h("span", { class: "badge" }, "kept");
  const left = (track.endTime - Date.now()) / 86400000;
  return h("span", { class: left < 3 ? "badge hot" : "badge" }, left < 1 ? "last day" : `${Math.ceil(left)} days left`);
}

/** Says with which key a song was asked for, where that was not this page's. */
const holderBadge = (song) => !song.holder.own && h("span", { class: "badge" }, `key “${song.holder.name}”`);

/** Everything that can be done to a take. */
export function menuOf(song, track) {
  const name = nameOf(song, track);
  const act = (text, doing, danger) => h("button", { type: "button", class: danger && "danger", onclick: () => { menu.open = false; doing(); } }, text);
  const build = () => h("div", {},
    track.audio && h("a", { class: "button", href: `#/song/${song.id}/${track.take}` }, "Words and chords"),
    track.audio && act("Rename …", () => rename(song, track)),
    track.audio && act(track.kept ? "Let it go after its time" : "Keep for ever", () => change(song, track, { kept: !track.kept }, track.kept ? "It goes after its time again." : "Kept for ever.")),
    track.audio && act("Download …", () => fetchFiles(song, track)),
    track.audio && h("hr"),
    act("Make another like this", () => again(song, { sameSeed: false })),
    act("Same again (same seed)", () => again(song, { sameSeed: true })),
    act("Change and make anew …", () => { putIntoDraft(songs.requestOf(song, { sameSeed: false })); location.hash = "#/create"; }),
    act("Copy as curl", () => copy(curlOf(song), "The request as curl")),
    !track.gone && h("hr"),
    !track.gone && (track.binnedTime ? act("Take back from the bin", () => change(song, track, { binned: false }, "It is back.")) : act("Delete", () => bin(song, track), true)),
    !track.gone && track.binnedTime && act("Delete for good …", () => removeForGood(song, track), true));
  const menu = h("details", { class: "menu" }, h("summary", { "aria-label": `More for ${name}, take ${track.take + 1}` }, icon("more")));
  menu.addEventListener("toggle", () => {
    menu.querySelector("div")?.remove();
    if (!menu.open) return;
    for (const other of document.querySelectorAll("details.menu[open]")) if (other !== menu) other.open = false;
    menu.append(build());
    openInSight(menu);
  });
  menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { menu.open = false; menu.firstChild.focus(); } });
  return menu;
}

/** Opens a menu upwards where it would lie beneath the player or the edge of the window. */
function openInSight(menu) {
  menu.classList.remove("up");
  const floor = innerHeight - (document.querySelector(".player").hidden ? 0 : document.querySelector(".player").offsetHeight);
  const { top, height } = menu.querySelector("div").getBoundingClientRect();
  const room = menu.getBoundingClientRect().top - document.querySelector(".top").offsetHeight;
  if (top + height > floor && room > height) menu.classList.add("up");
}

async function tried(doing) {
  try { return await doing(); } catch (error) { toast(error.message); return null; }
}

const change = (song, track, wanted, said) => tried(async () => { await songs.changeTrack(song, track, wanted); toast(said); });

function rename(song, track) {
  openDialog("Rename", (close) => {
    const name = field("title", "Title", h("input", { type: "text", value: track.title, maxlength: 100 }));
    return h("form", { class: "stack", onsubmit: async (event) => {
      event.preventDefault();
      try { await songs.changeTrack(song, track, { title: name.control.value }); close(); toast("Renamed."); } catch (error) { name.complain(error.message); }
    } }, name, h("div", { class: "row" }, h("button", { type: "submit", class: "main" }, "Rename"), h("button", { type: "button", onclick: close }, "Cancel")));
  });
}

function bin(song, track) {
  if (player.trackId() === track.id) player.shut();
  tried(async () => {
    await songs.changeTrack(song, track, { binned: true });
    toast(`“${nameOf(song, track)}” is in the bin for a day.`, "Undo", () => change(song, track, { binned: false }, "It is back."));
  });
}

async function removeForGood(song, track) {
  if (!(await confirmed("Delete for good?", "Its files are removed now and can't be brought back. “Same again” can make it once more.", "Delete for good"))) return;
  await tried(() => call("DELETE", `/api/v1/tracks/${track.id}`));
  await songs.look(song.id).catch(() => {});
}

export function fetchFiles(song, track) {
  openDialog(`Download “${nameOf(song, track)}”`, (close) => [
    h("table", {}, h("tbody", {}, downloads(track).map((file) => h("tr", {},
      h("td", {}, h("a", { href: file.address, download: fileName(song, track, file.name) }, file.label)), h("td", {}, size(file.size)))))),
    h("div", { class: "row" }, h("button", { type: "button", onclick: close }, "Close"))]);
}

function fileName(song, track, name) {
  const plain = nameOf(song, track).replace(/[^\p{L}\p{N} _-]+/gu, "").trim() || "song";
  return `${plain} ${track.take + 1}${name.startsWith("song.") ? "" : ` ${name.replace(/^.*\//, "").replace(/\.[^.]+$/, "")}`}.${name.split(".").pop()}`;
}

export const again = (song, how) => tried(async () => {
  await songs.ask(songs.requestOf(song, how));
  toast(how.sameSeed ? "The same songs are being made again." : "Two more of this kind are on their way.");
  if (!location.hash.startsWith("#/create")) location.hash = "#/create";
});

/** The request as a command line; the key is left to be filled in. */
export function curlOf(song) {
  const body = songs.toJson({ callBackUrl: "none", ...songs.requestOf(song, { sameSeed: true }) }).replaceAll("'", "'\\''");
  return `curl -s -X POST ${location.origin}/api/v1/generate \\\n  -H "Authorization: Bearer $SONGWRIGHT_KEY" -H "Content-Type: application/json" \\\n  -d '${body}'`;
}

/** The take that is being made, once there are words to sing. */
const underWay = (song) => (song.headway ? song.tracks.find((track) => track.take === song.headway.take && !track.made) : undefined);

/** A task under way, or one that ended badly. */
function taskRow(song) {
  const title = h("h3");
  const told = h("p", { class: "soft" });
  const bar = h("progress", { max: 1, "aria-label": "Progress" });
  const words = h("p", { class: "words", tabindex: "0", "aria-label": "Words" });
  const sheet = h("details", { class: "fold" }, h("summary", {}, "The words"), words);
  const cancel = h("button", { type: "button", onclick: () => tried(async () => {
    await post(`/api/v1/tasks/${node.song.id}/cancel`);
    await songs.look(node.song.id);
  }) }, "Cancel");
  const acts = h("div", { class: "row" });
  const listen = h("button", { type: "button", hidden: true, onclick: () => player.toggle(node.song, underWay(node.song)) });
  const node = h("li", { class: "song" }, h("div", { class: "card making" }, h("div", { class: "row apart" }, h("div", { class: "row" }, title, holderBadge(song)), h("div", { class: "row" }, listen, cancel)), told, bar, sheet, acts));
  node.show = (song_) => {
    node.song = song_;
    const ended = songs.ENDED.has(song_.status);
    title.textContent = nameOf(song_);
    told.textContent = progressText(song_);
    told.className = ended && song_.status !== "cancelled" ? "fault" : "soft";
    told.toggleAttribute("role", false);
    if (ended) told.setAttribute("role", "alert");
    bar.hidden = cancel.hidden = ended;
    const track = ended ? undefined : underWay(song_);
    listen.hidden = !track;
    const here = track && player.trackId() === track.id;
    if (track) listen.textContent = here && player.playing() ? "Pause" : here && player.waiting() ? "Waiting for the first sound …" : `Listen to take ${track.take + 1} while it is made`;
    const share = song_.headway?.share ?? (song_.made ? 0 : null);
    if (share === null) bar.removeAttribute("value");
    else bar.value = (song_.made + share) / song_.takes;
    const text = song_.tracks[0]?.words ?? "";
    sheet.hidden = !text || song_.asked.instrumental;
    if (text && !words.textContent && !ended && !song_.asked.customMode) sheet.open = true;
    if (words.textContent !== text) words.textContent = text;
    if (ended && !acts.childElementCount) {
      acts.append(h("button", { type: "button", class: "main", onclick: () => again(node.song, { sameSeed: false }) }, "Try again"),
        h("button", { type: "button", onclick: () => { putIntoDraft(songs.requestOf(node.song, { sameSeed: false })); location.hash = "#/create"; dispatchEvent(new HashChangeEvent("hashchange")); } }, "Change it first"));
    }
  };
  node.show(song);
  return node;
}

/** Where a task stands, in a sentence; times only where earlier songs give a reason for them. */
export function progressText(song) {
  if (song.status === "cancelled") return "Cancelled.";
  if (songs.ENDED.has(song.status)) return song.error ?? "This song was not made.";
  const left = song.leftSeconds === null ? "No estimate yet: the first song here shows how long one takes."
    : song.headway?.late ? "Longer than usual; it goes on." : song.leftSeconds < 10 ? "A few seconds left." : `About ${span(song.leftSeconds)} left.`;
  if (song.waitingFor) return `Waiting: ${song.waitingFor}.`;
  if (song.status === "pending") return song.ahead ? `Waiting: ${song.ahead} ${song.ahead === 1 ? "song" : "songs"} ahead. ${left}` : `Writing the words. ${left}`;
  const take = song.headway?.take ?? song.made;
  const stage = song.headway ? STAGES[song.headway.stage] ?? song.headway.stage[0].toUpperCase() + song.headway.stage.slice(1) : "About to begin";
  return `${song.made ? "The first song is ready. " : ""}Take ${take + 1} of ${song.takes}: ${stage}. ${left}`;
}
