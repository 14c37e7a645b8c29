// One take: what it is, its words in time with the chords above them, and its parts one by one where they are kept.

import { clock, day, h, icon } from "./dom.js";
import { again, fetchFiles, menuOf, nameOf } from "./list.js";
import * as player from "./player.js";
import * as songs from "./songs.js";

export async function songView(id, take) {
  const song = songs.find(id) ?? (await songs.look(id));
  const track = song.tracks.find((each) => each.take === Number(take));
  if (!track) return h("div", { class: "empty" }, icon("note"), h("h1", {}, "This take is not there"), h("a", { href: "#/library" }, "To the library"));
  const [timed, drawn] = await Promise.all([player.read(track, "words.json", { lines: [], words: [] }), player.read(track, "waveform.json", { chords: [], sections: [] })]);
  const words = timed.words.length ? karaoke(song, track, timed, drawn) : plainWords(song, track, drawn);
  const mixer = stemMixer(song, track);
  const node = h("article", { class: "stack" }, head(song, track), mixer, words);
  node.addEventListener("gone", () => { for (const child of node.children) child.dispatchEvent(new Event("gone")); });
  return node;
}

function head(song, track) {
  const play = h("button", { type: "button", class: "main big", onclick: () => player.toggle(song, track) });
  const title = h("h1", {});
  const facts = [["Style", song.style], ["Key", song.key], ["Tempo", song.bpm && `${song.bpm} BPM`], ["Meter", song.meter], ["Length", track.duration && clock(track.duration)], ["Model", song.model], ["Seed", song.seed], ["Made", day(song.createTime)], ["Asked for with key", !song.holder.own && song.holder.name]];
  const other = song.tracks.filter((each) => each.take !== track.take && each.made);
  const node = h("div", { class: "songhead" },
    track.cover ? h("img", { src: track.cover, alt: `Cover of ${nameOf(song, track)}`, width: 240, height: 240 }) : h("span", { class: "coverbox" }, icon("note")),
    h("div", { class: "stack" },
      h("small", {}, `Take ${track.take + 1}`, other.map((each) => [" · ", h("a", { href: `#/song/${song.id}/${each.take}` }, `take ${each.take + 1}`)])),
      title,
      h("dl", { class: "facts" }, facts.filter(([, value]) => value).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(value))))),
      h("div", { class: "row" }, track.audio && play,
        track.audio && h("button", { type: "button", onclick: () => fetchFiles(song, track) }, "Download"),
        h("button", { type: "button", onclick: () => again(song, { sameSeed: false }) }, "Another like this"),
        menuOf(song, track)),
      !track.audio && h("p", { class: "soft" }, track.made ? "Its files have gone; “Same again” makes them anew from the same seed." : "It is still being made.")));
  const show = () => {
    const here = player.trackId() === track.id && player.playing();
    play.replaceChildren(icon(here ? "pause" : "play"), here ? "Pause" : "Play");
    title.textContent = nameOf(song, songs.find(song.id)?.tracks.find((each) => each.id === track.id) ?? track);
  };
  const stops = [player.subscribe(show), songs.subscribe(show)];
  node.addEventListener("gone", () => { for (const stop of stops) stop(); });
  show();
  return node;
}

/** Words that light up as they are sung; a chord stands over the word that is sung when it begins, or next. */
function karaoke(song, track, timed, drawn) {
  const lines = timed.lines.map((line, number) => ({ ...line, words: timed.words.filter((word) => word.line === number) }));
  const chords = [...drawn.chords];
  const shown = [];
  const node = h("section", { class: "card karaoke", "aria-label": "Words and chords" });
  let section = -1;
  for (const line of lines) {
    if (line.section_index !== section) {
      section = line.section_index;
      node.append(h("h2", { class: "sect" }, drawn.sections[section]?.name ?? line.section));
    }
    const told = h("p", { class: "ln" });
    const lineWords = line.words.map((word, place) => {
      const until = line.words[place + 1]?.start_s ?? word.end_s;
      const over = [];
      while (chords.length && chords[0].start_s < until - 0.02) {
        const chord = chords.shift();
        if (chord.start_s > word.start_s - 1.5 && over.at(-1) !== chord.symbol) over.push(chord.symbol);
      }
      const button = h("button", { type: "button", class: "w", onclick: () => {
        if (player.trackId() === track.id) player.seek(word.start_s);
        else if (track.audio) player.start(song, track, word.start_s);
      } }, h("i", {}, over.join(" ")), h("span", {}, word.word));
      told.append(button);
      return { ...word, button };
    });
    node.append(told);
    shown.push({ ...line, told, words: lineWords });
  }
  let lit = null;
  let litWord = null;
  const light = () => {
    const here = player.trackId() === track.id ? player.at() : -1;
    const line = shown.findLast((each) => each.start_s <= here + 0.05 && here < each.end_s + 0.4) ?? null;
    const word = line?.words.findLast((each) => each.start_s <= here + 0.03 && here < each.end_s + 0.2) ?? null;
    if (line !== lit) {
      lit?.told.classList.remove("on");
      line?.told.classList.add("on");
      lit = line;
      if (line && player.playing()) keepInSight(line.told);
    }
    if (word !== litWord) {
      litWord?.button.classList.remove("on");
      word?.button.classList.add("on");
      litWord = word;
    }
  };
  const stop = player.subscribe(light);
  node.addEventListener("gone", stop);
  light();
  return node;
}

/** Moves the page only where the line is about to leave it. */
function keepInSight(line) {
  const box = line.getBoundingClientRect();
  if (box.bottom > innerHeight - 190 || box.top < 70) scrollBy({ top: box.top - innerHeight / 3, behavior: "smooth" });
}

function plainWords(song, track, drawn) {
  const chords = drawn.sections.map((section, place) => {
    const inside = drawn.chords.filter((chord) => chord.start_s >= section.start_s - 0.01 && chord.start_s < section.end_s - 0.01).map((chord) => chord.symbol);
    return h("div", {}, h("h2", { class: "sect" }, section.name), h("p", {}, inside.filter((chord, at) => chord !== inside[at - 1]).slice(0, 16).join("  ")));
  });
  if (song.asked.instrumental) return chords.length ? h("section", { class: "card karaoke", "aria-label": "Chords" }, chords) : null;
  const text = h("p", { class: "words" }, track.words);
  return h("section", { class: "card making", "aria-label": "Words" }, text);
}

/** The parts of a song side by side, each with its own loudness; they follow one another's time. */
function stemMixer(song, track) {
  const files = track.files.filter((file) => /^stems\/.+\.wav$/.test(file.name));
  if (!files.length) return null;
  const rows = h("div", { class: "stack" });
  const play = h("button", { type: "button", class: "main" });
  const node = h("details", { class: "card fold" }, h("summary", {}, "Parts, one by one"),
    h("div", { class: "stack" }, h("p", { class: "soft" }, "Each part as it was recorded, before mixing. Mute what you play yourself, or listen to one alone."), h("div", { class: "row" }, play), rows));
  let stems = [];
  const silent = (stem) => stem.muted || (stems.some((each) => each.solo) && !stem.solo);
  const apply = () => { for (const stem of stems) { stem.audio.volume = stem.level; stem.audio.muted = silent(stem); } };
  const going = () => stems.length > 0 && !stems[0].audio.paused;
  const show = () => play.replaceChildren(icon(going() ? "pause" : "play"), going() ? "Pause the parts" : "Play the parts");
  const stopAll = () => { for (const stem of stems) stem.audio.pause(); show(); };
  const build = () => {
    stems = files.map((file) => {
      const name = file.name.slice(6, -4).replaceAll("-", " ");
      const stem = { name, audio: h("audio", { src: file.address, preload: "auto" }), muted: false, solo: false, level: 0.8 };
      const press = (label, what) => {
        const button = h("button", { type: "button", "aria-pressed": "false", onclick: () => { stem[what] = !stem[what]; button.setAttribute("aria-pressed", String(stem[what])); apply(); } }, label);
        button.setAttribute("aria-label", `${label} ${name}`);
        return button;
      };
      const level = h("input", { type: "range", min: 0, max: 1, step: 0.05, value: stem.level, "aria-label": `Loudness of ${name}`, oninput: () => { stem.level = Number(level.value); apply(); } });
      rows.append(h("div", { class: "stem chips" }, h("strong", {}, name), press("Mute", "muted"), press("Solo", "solo"), level, stem.audio));
      return stem;
    });
    stems[0].audio.addEventListener("timeupdate", () => {
      for (const stem of stems.slice(1)) if (Math.abs(stem.audio.currentTime - stems[0].audio.currentTime) > 0.08) stem.audio.currentTime = stems[0].audio.currentTime;
    });
    stems[0].audio.addEventListener("ended", show);
    apply();
  };
  play.addEventListener("click", async () => {
    if (going()) return stopAll();
    const from_s = player.trackId() === track.id ? player.at() : stems[0].audio.currentTime;
    if (player.playing()) player.toggle(player.current().song, player.current().track);
    for (const stem of stems) stem.audio.currentTime = from_s;
    await Promise.all(stems.map((stem) => stem.audio.play().catch(() => {})));
    show();
  });
  node.addEventListener("toggle", () => { if (node.open && !stems.length) build(); if (!node.open) stopAll(); });
  const stop = player.subscribe(() => { if (player.playing() && going()) stopAll(); });
  node.addEventListener("gone", () => { stop(); stopAll(); });
  show();
  return node;
}
