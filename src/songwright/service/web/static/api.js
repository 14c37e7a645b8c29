// Speaking to the service: the API's own calls, with the session's token, and the line that tells how songs come on.

let token = "";
let onLocked = () => {};

/** What the service refused, in its own words; `field` is the field its sentence begins with. */
export class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
    this.field = /^Please enter (\w+)/.exec(message)?.[1] ?? /^([A-Za-z]\w*)(?::| cannot )/.exec(message)?.[1] ?? "";
  }
}

/** Answers `data`; raises Refused with the service's own sentence. */
export async function call(method, path, body) {
  const headers = { "X-Songwright-Token": token };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let told;
  try {
    const answer = await fetch(path, { method, headers, body: typeof body === "object" ? JSON.stringify(body) : body });
    told = await answer.json();
  } catch {
    throw new Refused(0, "The service does not answer just now. Nothing is lost: try again in a moment.");
  }
  if (told.code === 401 && token) {
    token = "";
    onLocked();
  }
  if (told.code !== 200) throw new Refused(told.code, told.msg);
  if (told.data?.token) token = told.data.token;
  return told.data;
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);

/** What happens when the session has ended. */
export function whenLocked(act) {
  onLocked = act;
}

/** The live line. The browser itself comes back after a break; `onHello` is called each time it is there again. */
export function listen({ onTask, onHello, onBreak }) {
  let line;
  let again;
  const open = () => {
    line = new EventSource("/studio/events");
    line.addEventListener("hello", onHello);
    line.addEventListener("task", (event) => onTask(JSON.parse(event.data)));
    line.addEventListener("error", () => {
      onBreak();
      if (line.readyState === EventSource.CLOSED) again = setTimeout(async () => {
        await call("GET", "/studio/songs?limit=1").catch(() => {});  // a session that has ended is noticed here
        if (token) open();
      }, 2000);
    });
  };
  open();
  return () => { clearTimeout(again); line.close(); };
}
