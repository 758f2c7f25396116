import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const HERTZ = 8_000;
/** The greeting has begun by then. */
const BEFORE_SECONDS = 2;
/** Long enough for every story to be over before the caller begins again. */
const AFTER_SECONDS = 60;

/** A sample of mu-law (ITU-T G.711) as 16 bits. */
function sample(code: number): number {
  const bits = ~code & 0xff;
  const size = ((((bits & 0x0f) << 3) + 0x84) << ((bits >> 4) & 7)) - 0x84;
  return bits & 0x80 ? -size : size;
}

/**
 * What the microphone of the browser hears: somebody who says hello and then listens, as a WAV file. Chromium's own
 * imitation beeps twice a second and never stops, so that nobody else has a turn on a slow machine.
 */
export function microphone(): string {
  const hello = readFileSync(resolve(import.meta.dirname, "../../crates/voice/tests/data/hello.ulaw"));
  const samples = HERTZ * (BEFORE_SECONDS + AFTER_SECONDS) + hello.length;
  const wav = Buffer.alloc(44 + 2 * samples);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + 2 * samples, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(HERTZ, 24);
  wav.writeUInt32LE(2 * HERTZ, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(2 * samples, 40);
  hello.forEach((code, index) => wav.writeInt16LE(sample(code), 44 + 2 * (HERTZ * BEFORE_SECONDS + index)));
  // Several workers write it at once, each a whole file.
  const path = join(tmpdir(), "ringwright-microphone.wav");
  const part = `${path}.${process.pid}`;
  writeFileSync(part, wav);
  renameSync(part, path);
  return path;
}
