import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openLive, throttle, type LiveState, type Source } from "./live";

class FakeSource implements Source {
  readyState = 0;
  closed = false;
  onopen: ((event: Event) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  private readonly listeners = new Map<string, (event: MessageEvent<string>) => void>();

  constructor(readonly url: string) {}

  addEventListener(type: string, listener: (event: MessageEvent<string>) => void) {
    this.listeners.set(type, listener);
  }

  close() {
    this.closed = true;
    this.readyState = 2;
  }

  open() {
    this.readyState = 1;
    this.onopen?.(new Event("open"));
  }

  drop(readyState: 0 | 2) {
    this.readyState = readyState;
    this.onerror?.(new Event("error"));
  }

  say(type: string, data: string, lastEventId = "") {
    this.listeners.get(type)?.(new MessageEvent(type, { data, lastEventId }));
  }
}

function begin() {
  const sources: FakeSource[] = [];
  const states: LiveState[] = [];
  const messages: unknown[] = [];
  const poll = vi.fn();
  const close = openLive({
    url: (last) => `/stream${last ? `?after=${last}` : ""}`,
    event: "booking",
    onMessage: (data) => messages.push(data),
    onState: (state) => states.push(state),
    poll,
    connect: (url) => {
      const source = new FakeSource(url);
      sources.push(source);
      return source;
    },
  });
  const current = () => {
    const source = sources.at(-1);
    if (!source) throw new Error("no stream was opened");
    return source;
  };
  return { sources, states, messages, poll, close, current };
}

describe("openLive", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("is live once open, hands messages on and never polls", () => {
    const { current, states, messages, poll } = begin();
    current().open();
    current().say("booking", '{"id":"bkg_1"}', "7");
    vi.advanceTimersByTime(60_000);
    expect(states).toEqual(["live"]);
    expect(messages).toEqual([{ id: "bkg_1" }]);
    expect(poll).not.toHaveBeenCalled();
  });

  it("asks at once and then every 5 s while broken, once more on return, and then not again", () => {
    const { current, states, poll } = begin();
    current().open();
    current().drop(0);
    expect(poll).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(10_000);
    expect(poll).toHaveBeenCalledTimes(3);
    current().open();
    expect(poll).toHaveBeenCalledTimes(4);
    vi.advanceTimersByTime(60_000);
    expect(poll).toHaveBeenCalledTimes(4);
    expect(states).toEqual(["live", "reconnecting", "live"]);
  });

  it("leaves a dropped connection to the browser", () => {
    const { current, sources } = begin();
    current().open();
    current().drop(0);
    vi.advanceTimersByTime(120_000);
    expect(sources).toHaveLength(1);
  });

  it("opens a refused stream anew with longer and longer pauses, from the last id", () => {
    const { current, sources } = begin();
    current().open();
    current().say("booking", "{}", "41");
    current().drop(2);
    vi.advanceTimersByTime(1_000);
    expect(sources).toHaveLength(2);
    expect(current().url).toBe("/stream?after=41");
    current().drop(2);
    vi.advanceTimersByTime(1_999);
    expect(sources).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(sources).toHaveLength(3);
  });

  it("polls even when the stream never opened", () => {
    const { current, poll, states } = begin();
    current().drop(2);
    expect(states).toEqual(["reconnecting"]);
    expect(poll).toHaveBeenCalledTimes(1);
  });

  it("fetches instead when a message cannot be read", () => {
    const { current, messages, poll } = begin();
    current().open();
    current().say("booking", "not json");
    expect(messages).toEqual([]);
    expect(poll).toHaveBeenCalledTimes(1);
  });

  it("stops everything when closed", () => {
    const { current, sources, poll, close } = begin();
    current().drop(2);
    close();
    vi.advanceTimersByTime(120_000);
    expect(poll).toHaveBeenCalledTimes(1);
    expect(sources).toHaveLength(1);
    expect(current().closed).toBe(true);
  });
});

describe("throttle", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("acts at once, then once per pause, and never loses the last call", () => {
    const action = vi.fn();
    const run = throttle(action, 500);
    for (let n = 0; n < 20; n += 1) run();
    expect(action).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(500);
    expect(action).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(5_000);
    expect(action).toHaveBeenCalledTimes(2);
  });

  it("waits for work that takes longer than the pause", async () => {
    let finish: () => void = () => undefined;
    const action = vi.fn(() => new Promise<void>((done) => (finish = done)));
    const run = throttle(action, 500);
    run();
    run();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(action).toHaveBeenCalledTimes(1);
    finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(action).toHaveBeenCalledTimes(2);
  });

  it("forgets a waiting call when cancelled", () => {
    const action = vi.fn();
    const run = throttle(action, 500);
    run();
    run();
    run.cancel();
    vi.advanceTimersByTime(5_000);
    expect(action).toHaveBeenCalledTimes(1);
  });
});
