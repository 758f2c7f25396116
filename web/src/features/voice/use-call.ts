import { useEffect, useRef, useState } from "react";
import { people, take } from "@/api";
import { nothingTold, read, troubleOf, withMessage, type Told, type Trouble } from "./call";
import { openDevice, type Device, type Levels } from "./sound/device";

/** How a call is. */
export type CallState = "idle" | "opening" | "up" | "over";

export interface Call extends Told {
  state: CallState;
  trouble: Trouble | null;
  /** When it began and ended, in milliseconds of this page's clock. */
  began: number | null;
  ended: number | null;
  muted: boolean;
  start: (agent: string | null, microphone: boolean) => void;
  hangUp: () => void;
  mute: (muted: boolean) => void;
  press: (key: string) => void;
  /** Writes something in place of saying it. */
  write: (words: string) => void;
}

interface Line {
  socket: WebSocket | null;
  device: Device | null;
  began: number | null;
  gone: boolean;
}

const address = (): string => `${window.location.protocol === "https:" ? "wss" : "ws"}://${window.location.host}/media/browser`;

/** A call to an agent from this page. `onLevels` hears how loud both sides are, many times a second. */
export function useCall(onLevels: (levels: Levels) => void): Call {
  const [state, setState] = useState<CallState>("idle");
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [told, setTold] = useState<Told>(nothingTold);
  const [began, setBegan] = useState<number | null>(null);
  const [ended, setEnded] = useState<number | null>(null);
  const [muted, setMuted] = useState(false);
  const line = useRef<Line | null>(null);

  /** Ends this call, if it is still the one that is up. */
  function end(which: Line, why: Trouble | null) {
    if (which.gone) return;
    which.gone = true;
    which.socket?.close();
    which.device?.close();
    setTrouble(why);
    setEnded(Date.now());
    setState("over");
    onLevels({ mine: 0, theirs: 0 });
  }

  async function open(which: Line, agent: string | null, microphone: boolean) {
    try {
      // A socket cannot have its access token renewed; an ordinary request before it can.
      await take(people.GET("/api/auth/session"));
      which.device = await openDevice(microphone, {
        onSound: (sound) => which.socket?.readyState === WebSocket.OPEN && which.socket.send(sound),
        onPlayed: (name) => tell(which, { event: "mark", name }),
        onLevels,
        onLost: () => end(which, "no_microphone"),
      });
    } catch (error) {
      end(which, error instanceof DOMException ? troubleOf(error) : navigator.onLine ? "refused" : "lost");
      return;
    }
    if (which.gone) {
      which.device.close();
      return;
    }
    const socket = new WebSocket(address());
    socket.binaryType = "arraybuffer";
    which.socket = socket;
    socket.onopen = () => tell(which, agent === null ? { event: "start" } : { event: "start", agent });
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => hear(which, data);
    // The agent hangs up by closing it properly.
    socket.onclose = ({ code }) => end(which, which.began === null ? "refused" : code === 1000 || code === 1005 ? null : "lost");
  }

  function hear(which: Line, data: string | ArrayBuffer) {
    if (which.began === null) {
      which.began = Date.now();
      setBegan(which.began);
      setState("up");
    }
    if (typeof data !== "string") {
      which.device?.tell({ sound: data });
      return;
    }
    const message = read(data);
    if (message?.event === "clear") which.device?.tell({ clear: true });
    else if (message?.event === "mark") which.device?.tell({ mark: message.name });
    else if (message) {
      const after = (Date.now() - which.began) / 1000;
      setTold((known) => withMessage(known, message, after));
    }
  }

  // Whoever leaves the page hangs up.
  useEffect(
    () => () => {
      const which = line.current;
      if (!which) return;
      which.gone = true;
      which.socket?.close();
      which.device?.close();
    },
    [],
  );

  return {
    ...told,
    state,
    trouble,
    began,
    ended,
    muted,
    start: (agent, microphone) => {
      if (line.current && !line.current.gone) return;
      const which: Line = { socket: null, device: null, began: null, gone: false };
      line.current = which;
      setState("opening");
      setTrouble(null);
      setTold(nothingTold);
      setBegan(null);
      setEnded(null);
      setMuted(false);
      void open(which, agent, microphone);
    },
    hangUp: () => {
      const which = line.current;
      if (!which) return;
      tell(which, { event: "stop" });
      end(which, null);
    },
    mute: (next) => {
      line.current?.device?.tell({ muted: next });
      setMuted(next);
    },
    press: (key) => {
      if (line.current) tell(line.current, { event: "key", key });
    },
    write: (words) => {
      if (line.current) tell(line.current, { event: "say", words });
    },
  };
}

function tell(which: Line, message: object): void {
  if (which.socket?.readyState === WebSocket.OPEN) which.socket.send(JSON.stringify(message));
}
