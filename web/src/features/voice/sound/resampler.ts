/** Points of the kernel between two samples. */
const FINE = 64;
/** Samples of the lower rate that the kernel reaches to each side. */
const REACH = 8;

/**
 * Sound of one rate as sound of another, piece by piece: a windowed sinc, which keeps what both rates can hold and
 * leaves out the rest.
 */
export class Resampler {
  private readonly step: number;
  private readonly half: number;
  private readonly kernel: Float32Array;
  /** What the next piece still needs of those before. */
  private kept: Float32Array;
  /** Where the next sample stands, counted from the beginning of `kept`. */
  private at: number;

  constructor(from: number, to: number) {
    const cutoff = Math.min(1, to / from);
    this.step = from / to;
    this.half = Math.ceil(REACH / cutoff);
    this.kernel = Float32Array.from({ length: this.half * FINE + 1 }, (_, n) => {
      const x = n / FINE;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / this.half);
      return cutoff * sinc(cutoff * x) * window;
    });
    this.kept = new Float32Array(this.half);
    this.at = this.half;
  }

  /** The samples that a further piece makes. They lag behind by what the kernel looks ahead. */
  take(piece: Float32Array): Float32Array {
    if (this.step === 1) return piece;
    const all = new Float32Array(this.kept.length + piece.length);
    all.set(this.kept);
    all.set(piece, this.kept.length);
    const made: number[] = [];
    while (Math.floor(this.at) + this.half < all.length) {
      made.push(this.sample(all));
      this.at += this.step;
    }
    const gone = Math.min(all.length, Math.max(0, Math.floor(this.at) - this.half));
    this.kept = all.slice(gone);
    this.at -= gone;
    return Float32Array.from(made);
  }

  private sample(all: Float32Array): number {
    const first = Math.floor(this.at) - this.half + 1;
    let sum = 0;
    for (let n = Math.max(0, first); n <= first + 2 * this.half - 1; n++) {
      const weight = this.kernel[Math.round(Math.abs(this.at - n) * FINE)] ?? 0;
      sum += (all[n] ?? 0) * weight;
    }
    return sum;
  }
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
