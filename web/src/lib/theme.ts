import { useLayoutEffect, useSyncExternalStore } from "react";
import type { Theme as Chosen } from "@/api";
import { variables } from "./palette";

export type Theme = "system" | "light" | "dark";

const KEY = "ringwright.theme";
const listeners = new Set<() => void>();

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

export function setTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // The choice then lasts for this page.
  }
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentTheme);
}

/** Whether the page is dark now: by the visitor's choice, else by the organisation's, else by the system. */
export function useDark(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const system = window.matchMedia("(prefers-color-scheme: dark)");
      system.addEventListener("change", listener);
      listeners.add(listener);
      return () => {
        system.removeEventListener("change", listener);
        listeners.delete(listener);
      };
    },
    () => {
      const { theme, mode } = document.documentElement.dataset;
      const chosen = theme ?? mode;
      return chosen === "dark" || (chosen !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
    },
  );
}

/** Dresses the page as an organisation wants it, for as long as one of its pages is open. */
export function useLook(theme: Chosen | undefined): void {
  const { accent, look, mode } = theme ?? {};
  useLayoutEffect(() => {
    if (accent === undefined || look === undefined) return;
    const root = document.documentElement;
    const colours = variables(look, accent);
    for (const [name, value] of Object.entries(colours)) root.style.setProperty(name, value);
    root.dataset.look = look;
    if (mode === "light" || mode === "dark") root.dataset.mode = mode;
    else delete root.dataset.mode;
    for (const listener of listeners) listener();
    return () => {
      for (const name of Object.keys(colours)) root.style.removeProperty(name);
      delete root.dataset.look;
      delete root.dataset.mode;
      for (const listener of listeners) listener();
    };
  }, [accent, look, mode]);
}
