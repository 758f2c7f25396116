import { describe, expect, it } from "vitest";
import { visitCounter } from "./visits";

function shelf() {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
}

describe("visits", () => {
  it("are counted once in a session, for each organisation and step", () => {
    const sent: string[] = [];
    const send = (org: string, step: string) => Promise.resolve(sent.push(`${org}/${step}`));
    const session = shelf();
    const first = visitCounter(send, () => session);
    first("", "visit");
    first("", "visit");
    first("", "form");
    first("other", "visit");
    // The same session after a reload.
    visitCounter(send, () => session)("", "visit");
    expect(sent).toEqual(["/visit", "/form", "other/visit"]);
  });

  it("need no store, and a lost one stays quiet", async () => {
    let sent = 0;
    const count = visitCounter(
      () => {
        sent += 1;
        return Promise.reject(new Error("offline"));
      },
      () => {
        throw new Error("forbidden");
      },
    );
    count("", "visit");
    count("", "visit");
    await Promise.resolve();
    expect(sent).toBe(1);
  });
});
