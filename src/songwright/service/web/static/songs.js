// All songs that the page knows, kept fresh by the live line; views subscribe to changes.

import { call, get, listen, post } from "./api.js";

const songs = new Map();
const lyrics = new Map();
const listeners = new Set();
let reach = null;
let close = null;

export const ENDED = new Set(["complete", "failed", "refused", "cancelled"]);

/** Every song, newest first. */
export const all = () => [...songs.values()].sort((a, b) => b.createTime - a.createTime || (a.id < b.id ? 1 : -1));
export const find = (id) => songs.get(id);
/** What was read: null (not all yet), "all" songs of every key, or all of this page's and the "newest" of the others. */
export const reached = () => reach;

/** Calls `act(song)` after each change, `act(null)` when many changed; answers what ends it. */
export function subscribe(act) {
  listeners.add(act);
  return () => listeners.delete(act);
}

function tell(song) {
  for (const act of [...listeners]) act(song);
}

function keep(song) {
  songs.set(song.id, song);
  tell(song);
}

/** How many songs of all keys are read unasked: programs may have made more than a page should hold. */
const MOST = 2000;

/** Reads songs page by page, newest first: of all keys (""), of this page ("own") or of one key; answers whether these are all. */
export async function read(key, most = Infinity) {
  let cursor = "";
  let count = 0;
  do {
    const page = await get(`/studio/songs?limit=100&key=${encodeURIComponent(key)}&cursor=${cursor}`);
    for (const song of page.songs) songs.set(song.id, song);
    count += page.songs.length;
    cursor = page.nextCursor ?? "";
    tell(null);
  } while (cursor && count < most);
  return !cursor;
}

/** Reads the library anew; where it is too large for a page, what was asked for here all the same. */
export async function refresh() {
  const everything = await read("", MOST);
  if (!everything) await read("own");
  reach = everything ? "all" : "newest";
  tell(null);
}

export async function look(id) {
  const song = await get(`/studio/songs/${encodeURIComponent(id)}`);
  keep(song);
  return song;
}

/** Starts to follow; `onLine(true | false)` says whether the service is there. */
export function follow(onLine) {
  close?.();
  close = listen({
    onHello: () => { onLine(true); refresh().catch(() => {}); },
    onBreak: () => onLine(false),
    onTask: (task) => {
      if (task.work === "song") keep(task);
      else {
        lyrics.set(task.id, task);
        tell(null);
      }
    },
  });
}

export function unfollow() {
  close?.();
  close = null;
  songs.clear();
  reach = null;
}

/** Asks for two songs; answers the task's id. */
export async function ask(body) {
  const { taskId } = await post("/api/v1/generate", toJson({ callBackUrl: "none", ...body }));
  await look(taskId);
  return taskId;
}

/** Asks for words; answers the two lyrics when they are written. */
export async function askWords(prompt) {
  const { taskId } = await post("/api/v1/lyrics", { callBackUrl: "none", prompt });
  const done = await new Promise((answer, fail) => {
    const stop = subscribe(check);
    const timer = setInterval(async () => {  // the line may be broken just now
      try {
        lyrics.set(taskId, await get(`/studio/songs/${taskId}`));
        check();
      } catch (error) {
        if (error.code) { end(); fail(error); }
      }
    }, 3000);
    function end() { stop(); clearInterval(timer); }
    function check() {
      const task = lyrics.get(taskId);
      if (task && ENDED.has(task.status)) { end(); answer(task); }
    }
  });
  if (done.status !== "complete") throw new Error(done.error ?? "The lyrics could not be written.");
  return done.sheets;
}

/** Changes a track here at once and at the service; when that fails the truth is read again. */
export async function changeTrack(song, track, change) {
  try {
    await call("PATCH", `/api/v1/tracks/${track.id}`, change);
  } finally {
    await look(song.id).catch(() => {});
  }
}

/** The request of a song as it was, with its seed or with a new one. */
export function requestOf(song, { sameSeed }) {
  const body = { ...song.asked };
  delete body.seed;
  delete body.callBackUrl;
  return sameSeed ? { ...body, seed: song.seed } : body;
}

/** The JSON of a request; its seed may be larger than a number of JavaScript holds, so it is written as it is. */
export function toJson(body) {
  const { seed, ...rest } = body;
  const text = JSON.stringify(rest, null, 1).replace(/\n\s*/g, " ");
  return seed === undefined || seed === "" ? text : text.replace(/ ?}$/, `, "seed": ${seed} }`);
}
