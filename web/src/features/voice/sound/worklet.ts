import { Resampler } from "./resampler";
import { Waiting } from "./waiting";

/** The sound of a call, in the browser's own thread for sound: 16 kHz outside, whatever the device has inside. */

declare const sampleRate: number;
declare function registerProcessor(name: string, processor: unknown): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

export type ToSound = { sound: ArrayBuffer } | { mark: string } | { clear: true } | { muted: boolean };

export type FromSound = { sound: ArrayBuffer } | { played: string } | { levels: { mine: number; theirs: number } };

const RATE = 16_000;
/** 20 ms, as on a telephone line. */
const FRAME = 320;
/** So much of the other side may wait: it sends no more than a few hundred milliseconds ahead. */
const LONGEST = 10;
/** Frames between two levels. */
const PACE = 3;

class CallSound extends AudioWorkletProcessor {
  private readonly ears = new Resampler(sampleRate, RATE);
  private readonly mouth = new Resampler(RATE, sampleRate);
  private readonly waiting = new Waiting(LONGEST * sampleRate);
  private frame = new Int16Array(FRAME);
  private filled = 0;
  private muted = false;
  private loudest = { mine: 0, theirs: 0 };
  private frames = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ToSound>) => {
      if ("sound" in data) this.waiting.add(this.mouth.take(floats(data.sound)));
      else if ("mark" in data) this.waiting.mark(data.mark);
      else if ("clear" in data) this.waiting.clear();
      else this.muted = data.muted;
    };
  }

  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (output) {
      for (const played of this.waiting.fill(output)) this.say({ played });
      this.loudest.theirs = Math.max(this.loudest.theirs, loudness(output));
      for (const other of outputs[0]?.slice(1) ?? []) other.set(output);
    }
    const length = output?.length ?? 128;
    // Without a microphone, or while it is muted, the line is silent but not gone.
    const heard = (this.muted ? undefined : inputs[0]?.[0]) ?? new Float32Array(length);
    this.loudest.mine = Math.max(this.loudest.mine, loudness(heard));
    for (const sample of this.ears.take(heard)) this.hear(sample);
    return true;
  }

  private hear(sample: number): void {
    this.frame[this.filled++] = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
    if (this.filled < FRAME) return;
    const sound = this.frame.buffer;
    this.frame = new Int16Array(FRAME);
    this.filled = 0;
    this.say({ sound }, [sound]);
    if (++this.frames % PACE === 0) {
      this.say({ levels: this.loudest });
      this.loudest = { mine: 0, theirs: 0 };
    }
  }

  private say(message: FromSound, given: Transferable[] = []): void {
    this.port.postMessage(message, given);
  }
}

function floats(sound: ArrayBuffer): Float32Array {
  return Float32Array.from(new Int16Array(sound, 0, Math.floor(sound.byteLength / 2)), (sample) => sample / 32_768);
}

function loudness(sound: Float32Array): number {
  let sum = 0;
  for (const sample of sound) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, sound.length));
}

registerProcessor("call-sound", CallSound);
