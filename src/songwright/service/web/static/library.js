// The library: every finished take of the service, found by words, kind, key and age.

import { h, icon } from "./dom.js";
import { nameOf, songList } from "./list.js";
import * as songs from "./songs.js";

const KINDS = {
  all: ["All songs", (song, track) => !track || !track.binnedTime],
  kept: ["Kept for ever", (_song, track) => track?.kept && !track.binnedTime],
  soon: ["Going within 3 days", (_song, track) => track && !track.gone && !track.binnedTime && track.endTime && track.endTime - Date.now() < 3 * 86400000],
  sung: ["Sung", (song, track) => track && !song.asked.instrumental && !track.binnedTime],
  instrumental: ["Instrumental", (song, track) => track && song.asked.instrumental && !track.binnedTime],
  gone: ["Files have gone", (_song, track) => track?.gone && !track.binnedTime],
  bin: ["In the bin", (_song, track) => track?.binnedTime && !track.gone],
};
const ORDERS = {
  newest: ["Newest first", (a, b) => b.song.createTime - a.song.createTime || (a.track?.take ?? 0) - (b.track?.take ?? 0)],
  oldest: ["Oldest first", (a, b) => a.song.createTime - b.song.createTime || (a.track?.take ?? 0) - (b.track?.take ?? 0)],
  title: ["By title", (a, b) => nameOf(a.song, a.track).localeCompare(nameOf(b.song, b.track))],
  longest: ["Longest first", (a, b) => (b.track?.duration ?? 0) - (a.track?.duration ?? 0)],
};
const PAGE = 60;

export function libraryView() {
  const search = h("input", { type: "search", placeholder: "Title, words, style, idea", "aria-label": "Search" });
  const options = (from) => Object.entries(from).map(([id, [label]]) => h("option", { value: id }, label));
  const kind = h("select", { "aria-label": "Show" }, options(KINDS));
  const order = h("select", { "aria-label": "Sort" }, options(ORDERS));
  const holder = h("select", { "aria-label": "Whose songs", hidden: true });
  const count = h("p", { class: "soft", role: "status" });
  const place = h("div", { class: "card list" });
  const more = h("button", { type: "button", onclick: () => { limit += PAGE; show(); } }, "Show more");
  let limit = PAGE;
  let list = null;

  function matches(song, track) {
    if (!KINDS[kind.value][1](song, track)) return false;
    if (holder.value && holder.value !== (song.holder.own ? "own" : song.holder.id)) return false;
    const asked = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const text = [nameOf(song, track), song.style, track?.words, track?.tags.join(" "), song.asked.prompt, song.asked.style, song.holder.name].join(" ").toLowerCase();
    return asked.every((word) => text.includes(word));
  }
  function show() {
    list?.dispatchEvent(new Event("gone"));
    list = songList({ limit, pick: matches, order: ORDERS[order.value][1], none });
    place.replaceChildren(list);
    tally();
  }
  /** The keys whose songs are here; with no songs but this page's there is nothing to choose. */
  function offerHolders() {
    const others = new Map(songs.all().filter((song) => !song.holder.own).map((song) => [song.holder.id, song.holder.name]));
    const fresh = [["", "Everybody’s"], ["own", "This page’s"], ...[...others].map(([id, name]) => [id, `Key “${name}”`])];
    if (holder.options.length === fresh.length) return;
    const chosen = holder.value;
    holder.replaceChildren(...fresh.map(([value, label]) => h("option", { value }, label)));
    holder.value = chosen;
    holder.hidden = !others.size;
  }
  function tally() {
    offerHolders();
    const found = songs.all().flatMap((song) => song.tracks.filter((track) => track.made && matches(song, track))).length;
    const among = songs.reached() === "newest" && !holder.value ? " among the newest of all keys" : "";
    count.textContent = songs.reached() ? `${found} ${found === 1 ? "song" : "songs"}${among}` : "Looking …";
    more.hidden = found <= limit;
  }
  function none() {
    if (search.value || holder.value || kind.value !== "all") return h("div", { class: "empty" }, h("h2", {}, "Nothing like that"), h("p", {}, kind.value === "bin" ? "What you delete lies here for a day." : "Try fewer words, or show all songs."));
    return h("div", { class: "empty" }, icon("note"), h("h2", {}, "No songs yet"), h("p", {}, "Every song you make is kept here for some days, or for ever if you say so: to play, rename, download and make again."), h("a", { class: "button", href: "#/create" }, "Make the first one"));
  }
  holder.addEventListener("change", () => { if (songs.reached() === "newest" && holder.value) songs.read(holder.value).catch(() => {}); });
  for (const control of [search, kind, holder, order]) control.addEventListener("input", () => { limit = PAGE; show(); });
  show();
  const stop = songs.subscribe(tally);
  const node = h("div", {}, h("div", { class: "head" }, h("h1", {}, "Library"), count),
    h("div", { class: "tools-line" }, search, kind, holder, order), place, h("div", { class: "row" }, more));
  node.addEventListener("gone", () => { stop(); list.dispatchEvent(new Event("gone")); });
  return node;
}
