import { useEffect, useRef, useState, type RefObject } from "react";

export interface Player {
  playing: boolean;
  /** Seconds, as often as the browser tells them. */
  at: number;
  speed: number;
  failed: boolean;
  toggle: () => void;
  /** Plays on from this second. */
  hear: (second: number) => void;
  seek: (second: number) => void;
  setSpeed: (speed: number) => void;
}

function go(element: HTMLAudioElement, second: number): void {
  if (element.readyState > 0) element.currentTime = second;
  else if (element.preload === "none") {
    // It goes there as soon as it knows how long it is.
    element.preload = "metadata";
    element.load();
  }
}

function pace(element: HTMLAudioElement, speed: number): void {
  element.playbackRate = speed;
}

/**
 * Plays a sound. An access token may have run out since the page was loaded, which an audio element cannot renew:
 * `refresh` does, once, when the sound cannot be read, and says whether it is still there.
 */
export function usePlayer(audio: RefObject<HTMLAudioElement | null>, refresh: () => Promise<boolean>): Player {
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [speed, setSpeed] = useState(1);
  const [failed, setFailed] = useState(false);
  const tried = useRef(false);
  const wanted = useRef(0);
  const again = useRef(refresh);
  useEffect(() => {
    again.current = refresh;
  });

  const play = async () => {
    const element = audio.current;
    if (!element) return;
    setFailed(false);
    try {
      await element.play();
    } catch (error) {
      // To stop at once is no failure; what cannot be read is told by the element itself.
      if (error instanceof DOMException && error.name !== "NotSupportedError") setPlaying(false);
    }
  };

  useEffect(() => {
    const element = audio.current;
    if (!element) return;
    const tell = () => {
      wanted.current = element.currentTime;
      setAt(element.currentTime);
    };
    const began = () => setPlaying(true);
    const rested = () => setPlaying(false);
    const known = () => {
      // The second that was asked for before anything was read.
      if (wanted.current > 0 && Math.abs(element.currentTime - wanted.current) > 0.3) element.currentTime = wanted.current;
      tried.current = false;
    };
    const broke = () => {
      setPlaying(false);
      if (tried.current) {
        setFailed(true);
        return;
      }
      tried.current = true;
      void again.current().then((there) => {
        if (!there) return;
        element.load();
        void element.play().catch(() => setFailed(true));
      });
    };
    const heard: [string, () => void][] = [
      ["timeupdate", tell],
      ["seeked", tell],
      ["play", began],
      ["pause", rested],
      ["ended", rested],
      ["loadedmetadata", known],
      ["error", broke],
    ];
    for (const [name, listener] of heard) element.addEventListener(name, listener);
    return () => {
      element.pause();
      for (const [name, listener] of heard) element.removeEventListener(name, listener);
    };
  }, [audio]);

  const seek = (second: number) => {
    const element = audio.current;
    if (!element) return;
    const to = Math.max(0, second);
    wanted.current = to;
    setAt(to);
    go(element, to);
  };

  return {
    playing,
    at,
    speed,
    failed,
    seek,
    toggle: () => {
      if (audio.current && !audio.current.paused) audio.current.pause();
      else void play();
    },
    hear: (second) => {
      seek(second);
      void play();
    },
    setSpeed: (next) => {
      setSpeed(next);
      if (audio.current) pace(audio.current, next);
    },
  };
}
