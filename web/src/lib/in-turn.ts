interface Timed {
  /** Seconds. */
  after: number;
}

/** Both in the order in which they came: each of the others before the first line that is later. The lines keep their order. */
export function inTurn<Line extends Timed, Other extends Timed>(lines: readonly Line[], others: readonly Other[]): (Line | Other)[] {
  const rest = [...others];
  const ordered = lines.flatMap<Line | Other>((line) => {
    const later = rest.findIndex(({ after }) => after >= line.after);
    return [...rest.splice(0, later < 0 ? rest.length : later), line];
  });
  return [...ordered, ...rest];
}
