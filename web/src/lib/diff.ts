/** A line of a comparison: in both, only before, or only after. */
export interface DiffLine {
  kind: "same" | "gone" | "new";
  text: string;
}

/** Lines beyond so many on either side are not compared one by one. */
const MOST = 600;

/** What changed from one text to another, line by line, with as few changes as possible. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  if (old.length > MOST || now.length > MOST) {
    return [...old.map((text) => ({ kind: "gone", text }) as const), ...now.map((text) => ({ kind: "new", text }) as const)];
  }
  // How many lines the rests have in common, from every pair of places on.
  const common = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    const row = common[i];
    for (let j = now.length - 1; row && j >= 0; j--) row[j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push({ kind: "same", text: old[i] ?? "" });
      i++;
      j++;
    } else if (i < old.length && (j >= now.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: "gone", text: old[i++] ?? "" });
    } else {
      lines.push({ kind: "new", text: now[j++] ?? "" });
    }
  }
  return lines;
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.split("\n"));
