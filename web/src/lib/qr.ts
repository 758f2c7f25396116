/**
 * QR codes (ISO/IEC 18004) for short texts: bytes, error correction M, versions 1 to 10. Enough for an address that an
 * authenticator reads from the screen, without a library.
 */
export type Modules = readonly (readonly boolean[])[];

interface Version {
  /** Codewords of error correction in each block. */
  correction: number;
  /** Codewords of data in each block. */
  blocks: readonly number[];
  /** Centres of the alignment patterns. */
  centres: readonly number[];
}

const version = (correction: number, blocks: number[], centres: number[]): Version => ({ correction, blocks, centres });

const versions: readonly Version[] = [
  version(10, [16], []),
  version(16, [28], [6, 18]),
  version(26, [44], [6, 22]),
  version(18, [32, 32], [6, 26]),
  version(24, [43, 43], [6, 30]),
  version(16, [27, 27, 27, 27], [6, 34]),
  version(18, [31, 31, 31, 31], [6, 22, 38]),
  version(22, [38, 38, 39, 39], [6, 24, 42]),
  version(22, [36, 36, 36, 37, 37], [6, 26, 46]),
  version(26, [43, 43, 43, 43, 44], [6, 28, 50]),
];

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

/** The modules of the smallest code that holds the text, dark where true; null when it is too long. */
export function qr(text: string): Modules | null {
  const bytes = new TextEncoder().encode(text);
  const number = versions.findIndex((entry, index) => bytes.length + (index < 9 ? 2 : 3) <= entry.blocks.reduce((a, b) => a + b, 0)) + 1;
  const chosen = versions[number - 1];
  if (!chosen) return null;
  const stream = interleave(chosen, dataWords(bytes, number, chosen));
  const drawn = masks.map((mask, index) => draw(number, chosen, stream, mask, index));
  return drawn.reduce((best, next) => (penalty(next) < penalty(best) ? next : best));
}

function dataWords(bytes: Uint8Array, number: number, { blocks }: Version): number[] {
  const room = blocks.reduce((a, b) => a + b, 0);
  const bits: number[] = [];
  const put = (value: number, count: number) => {
    for (let bit = count - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
  };
  put(0b0100, 4);
  put(bytes.length, number < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  put(0, Math.min(4, room * 8 - bits.length));
  while (bits.length % 8 !== 0) bits.push(0);
  const words = Array.from({ length: bits.length / 8 }, (_, word) => bits.slice(word * 8, word * 8 + 8).reduce((sum, bit) => sum * 2 + bit, 0));
  for (let pad = 0xec; words.length < room; pad ^= 0xec ^ 0x11) words.push(pad);
  return words;
}

/** Multiplication in the field of 256 elements. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> bit) & 1) * a;
  }
  return product & 0xff;
}

function correctionWords(data: readonly number[], count: number): number[] {
  let divisor = [1];
  for (let degree = 0, root = 1; degree < count; degree++, root = times(root, 2)) {
    const next = [...divisor, 0];
    divisor.forEach((factor, index) => {
      next[index + 1] = (next[index + 1] ?? 0) ^ times(factor, root);
    });
    divisor = next;
  }
  const rest = Array<number>(count).fill(0);
  for (const word of data) {
    const factor = word ^ (rest.shift() ?? 0);
    rest.push(0);
    for (let index = 0; index < count; index++) rest[index] = (rest[index] ?? 0) ^ times(divisor[index + 1] ?? 0, factor);
  }
  return rest;
}

function interleave({ blocks, correction }: Version, words: readonly number[]): number[] {
  let from = 0;
  const data = blocks.map((length) => words.slice(from, (from += length)));
  const checks = data.map((block) => correctionWords(block, correction));
  const columns = (parts: number[][]) =>
    Array.from({ length: Math.max(...parts.map((part) => part.length)) }, (_, at) => parts.flatMap((part) => part.slice(at, at + 1))).flat();
  return [...columns(data), ...columns(checks)];
}

/** The remainder that protects the format (10 bits) or the version (12 bits). */
function protect(value: number, generator: number, bits: number): number {
  let rest = value;
  for (let bit = 0; bit < bits; bit++) rest = (rest << 1) ^ ((rest >> (bits - 1)) * generator);
  return (value << bits) | rest;
}

function draw(number: number, { centres }: Version, stream: readonly number[], mask: (row: number, column: number) => boolean, maskNumber: number): boolean[][] {
  const size = 17 + 4 * number;
  const dark = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  const fixed = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  const set = (row: number, column: number, value: boolean) => {
    const [line, kept] = [dark[row], fixed[row]];
    if (!line || !kept || column < 0 || column >= size) return;
    line[column] = value;
    kept[column] = true;
  };
  const square = (row: number, column: number, reach: number, light: (distance: number) => boolean) => {
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) set(row + y, column + x, !light(Math.max(Math.abs(x), Math.abs(y))));
    }
  };

  for (let at = 0; at < size; at++) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]] as const) square(row, column, 4, (d) => d === 2 || d === 4);
  const last = centres.at(-1);
  for (const row of centres) {
    for (const column of centres) {
      const corner = (row === 6 && column === 6) || (row === 6 && column === last) || (row === last && column === 6);
      if (!corner) square(row, column, 2, (d) => d === 1);
    }
  }
  const format = protect(maskNumber, 0x537, 10) ^ 0x5412;
  for (let bit = 0; bit < 15; bit++) {
    const on = ((format >> bit) & 1) === 1;
    set(bit < 6 ? bit : bit < 8 ? bit + 1 : size - 15 + bit, 8, on);
    set(8, bit < 8 ? size - 1 - bit : bit === 8 ? 7 : 14 - bit, on);
  }
  set(size - 8, 8, true);
  if (number >= 7) {
    const kept = protect(number, 0x1f25, 12);
    for (let bit = 0; bit < 18; bit++) {
      const on = ((kept >> bit) & 1) === 1;
      const [far, near] = [size - 11 + (bit % 3), Math.floor(bit / 3)];
      set(far, near, on);
      set(near, far, on);
    }
  }

  let at = 0;
  for (let right = size - 1; right >= 1; right -= right === 8 ? 3 : 2) {
    const upward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++) {
      const row = upward ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        const line = dark[row];
        if (!line || fixed[row]?.[column]) continue;
        const bit = ((stream[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
        line[column] = (bit === 1) !== mask(row, column);
        at++;
      }
    }
  }
  return dark;
}

/** How hard a code is to read: long runs, blocks, and dark and light out of balance. */
function penalty(modules: Modules): number {
  const size = modules.length;
  const is = (row: number, column: number) => modules[row]?.[column] ?? false;
  let sum = 0;
  for (const along of [is, (row: number, column: number) => is(column, row)]) {
    for (let row = 0; row < size; row++) {
      for (let column = 1, run = 1; column <= size; column++) {
        if (column < size && along(row, column) === along(row, column - 1)) run++;
        else {
          if (run >= 5) sum += run - 2;
          run = 1;
        }
      }
    }
  }
  let darks = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (is(row, column)) darks++;
      const same = [is(row + 1, column), is(row, column + 1), is(row + 1, column + 1)].every((other) => other === is(row, column));
      if (same && row + 1 < size && column + 1 < size) sum += 3;
    }
  }
  return sum + Math.floor(Math.abs((darks * 100) / (size * size) - 50) / 5) * 10;
}
