/**
 * One live stream with honest words about itself.
 *
 * `connecting`   the first connection is being made
 * `live`         events arrive by themselves
 * `reconnecting` the stream is broken and the page asks every few seconds instead
 */
export type LiveState = "connecting" | "live" | "reconnecting";

/** The part of EventSource that is used here. */
export interface Source {
  readonly readyState: number;
  onopen: ((event: Event) => void) | null;
  onerror: ((event: Event) => void) | null;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export interface LiveOptions {
  /** Called with the id of the last message, so that a stream that was closed for good can resume. */
  url: (lastEventId: string) => string;
  event: string;
  onMessage: (data: unknown) => void;
  onState: (state: LiveState) => void;
  /** Asked at once when the stream breaks, then every `pollEvery` ms until it is back. */
  poll: () => void;
  pollEvery?: number;
  connect?: (url: string) => Source;
}

const CLOSED = 2;
const LONGEST_PAUSE = 30_000;

/** Opens a stream; the function returned closes it. */
export function openLive(options: LiveOptions): () => void {
  const { url, event, onMessage, onState, poll, pollEvery = 5_000 } = options;
  const connect = options.connect ?? ((address: string): Source => new EventSource(address));

  let state: LiveState = "connecting";
  let source: Source | null = null;
  let lastEventId = "";
  let failures = 0;
  let polling: ReturnType<typeof setInterval> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const become = (next: LiveState) => {
    if (next === state) return;
    state = next;
    onState(next);
  };

  const startPolling = () => {
    if (polling !== undefined) return;
    poll();
    polling = setInterval(poll, pollEvery);
  };

  const stopPolling = () => {
    clearInterval(polling);
    polling = undefined;
  };

  const open = () => {
    const current = connect(url(lastEventId));
    source = current;
    current.onopen = () => {
      failures = 0;
      stopPolling();
      // Whatever happened while the stream was away is fetched once.
      if (state === "reconnecting") poll();
      become("live");
    };
    current.onerror = () => {
      become("reconnecting");
      startPolling();
      // A dropped connection is taken up again by the browser; a refused one stays closed unless we reopen it.
      if (current.readyState === CLOSED && retry === undefined) {
        failures += 1;
        retry = setTimeout(
          () => {
            retry = undefined;
            open();
          },
          Math.min(1_000 * 2 ** (failures - 1), LONGEST_PAUSE),
        );
      }
    };
    current.addEventListener(event, (message) => {
      if (message.lastEventId) lastEventId = message.lastEventId;
      let data: unknown;
      try {
        data = JSON.parse(message.data);
      } catch {
        poll();
        return;
      }
      onMessage(data);
    });
  };

  open();
  return () => {
    stopPolling();
    clearTimeout(retry);
    source?.close();
  };
}

/**
 * Runs `action` at once, then at most once per `pause` ms and never while it is still at work;
 * the last call is never lost.
 */
export function throttle(action: () => unknown, pause: number): { (): void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let working = false;
  let again = false;

  const settle = () => {
    if (timer !== undefined || working || !again) return;
    again = false;
    run();
  };
  const run = () => {
    if (timer !== undefined || working) {
      again = true;
      return;
    }
    timer = setTimeout(() => {
      timer = undefined;
      settle();
    }, pause);
    const work = action();
    if (work instanceof Promise) {
      working = true;
      const done = () => {
        working = false;
        settle();
      };
      void work.then(done, done);
    }
  };
  return Object.assign(run, {
    cancel: () => {
      clearTimeout(timer);
      timer = undefined;
      again = false;
    },
  });
}
