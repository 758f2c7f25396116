import { useEffect, useEffectEvent, useState } from "react";
import { openLive, type LiveState } from "./live";

interface UseLive {
  /** Opening stops while this is null. */
  path: string | null;
  event: string;
  onMessage: (data: unknown) => void;
  poll: () => void;
  /** Parameter that carries the last id when a closed stream is opened anew. */
  resume?: string;
}

/** Keeps a stream open while the component is on the page and says how it is. */
export function useLive({ path, event, onMessage, poll, resume }: UseLive): LiveState {
  const [state, setState] = useState<LiveState>("connecting");
  const message = useEffectEvent(onMessage);
  const ask = useEffectEvent(poll);

  useEffect(() => {
    if (path === null) return;
    const close = openLive({
      url: (last) => {
        if (!resume || !last) return path;
        return `${path}${path.includes("?") ? "&" : "?"}${resume}=${encodeURIComponent(last)}`;
      },
      event,
      onMessage: (data) => message(data),
      onState: setState,
      poll: () => ask(),
    });
    // A phone that slept, or a network that came back: look at once.
    const look = () => {
      if (document.visibilityState === "visible") ask();
    };
    document.addEventListener("visibilitychange", look);
    window.addEventListener("online", look);
    return () => {
      close();
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("online", look);
      setState("connecting");
    };
  }, [path, event, resume]);

  return state;
}
