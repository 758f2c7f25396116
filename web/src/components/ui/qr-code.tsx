import { useMemo } from "react";
import { qr } from "@/lib/qr";

const EDGE = 4;

/** A code for the camera of a phone: dark on light in every theme, as readers expect it. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const modules = useMemo(() => qr(text), [text]);
  if (!modules) return null;
  const side = modules.length + 2 * EDGE;
  const path = modules
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + EDGE} ${y + EDGE}h1v1h-1z` : "")))
    .join("");
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`} shapeRendering="crispEdges" className="w-full max-w-52 rounded-card border border-line">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#12161f" />
    </svg>
  );
}
