/** Sound that waits to be played, with the marks between. */
export class Waiting {
  private readonly most: number;
  private queue: (Float32Array | string)[] = [];
  /** Where in the first piece the next sample is. */
  private at = 0;
  private length = 0;

  /** Overflow rule: a piece that would make it more than `most` samples is left out. */
  constructor(most: number) {
    this.most = most;
  }

  add(sound: Float32Array): void {
    if (sound.length === 0 || this.length + sound.length > this.most) return;
    this.queue.push(sound);
    this.length += sound.length;
  }

  /** Asks to be told when all sound before was played. */
  mark(name: string): void {
    this.queue.push(name);
  }

  clear(): void {
    this.queue = [];
    this.at = 0;
    this.length = 0;
  }

  /** Fills what is to be played next, with silence where nothing waits; answers with the marks that were passed. */
  fill(output: Float32Array): string[] {
    const passed: string[] = [];
    let filled = 0;
    for (;;) {
      const first = this.queue[0];
      if (typeof first === "string") {
        passed.push(first);
        this.queue.shift();
        continue;
      }
      if (first === undefined || filled === output.length) break;
      const taken = first.subarray(this.at, this.at + output.length - filled);
      output.set(taken, filled);
      filled += taken.length;
      this.at += taken.length;
      this.length -= taken.length;
      if (this.at === first.length) {
        this.queue.shift();
        this.at = 0;
      }
    }
    output.fill(0, filled);
    return passed;
  }
}
