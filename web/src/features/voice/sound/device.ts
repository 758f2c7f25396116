import processor from "./worklet?worker&url";
import type { FromSound, ToSound } from "./worklet";

export interface Levels {
  mine: number;
  theirs: number;
}

interface Hearing {
  /** 20 ms of the microphone. */
  onSound: (sound: ArrayBuffer) => void;
  /** What came before this mark was played. */
  onPlayed: (mark: string) => void;
  onLevels: (levels: Levels) => void;
  /** The microphone was unplugged, or taken back. */
  onLost: () => void;
}

/** The loudspeaker and, unless nobody wants to be heard, the microphone of a call. */
export interface Device {
  tell: (message: ToSound) => void;
  close: () => void;
}

/**
 * Opens them. Has to come of a press of somebody's finger: browsers let no page sound by itself.
 *
 * Throws the browser's own `DOMException` when there is no microphone or it may not be used.
 */
export async function openDevice(microphone: boolean, hearing: Hearing): Promise<Device> {
  const context = new AudioContext({ latencyHint: "interactive" });
  let stream: MediaStream | null = null;
  const close = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    if (context.state !== "closed") void context.close();
  };
  try {
    if (microphone) stream = await microphoneOf();
    await context.audioWorklet.addModule(processor);
    await context.resume();
    const node = new AudioWorkletNode(context, "call-sound", { numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [1] });
    node.port.onmessage = ({ data }: MessageEvent<FromSound>) => {
      if ("sound" in data) hearing.onSound(data.sound);
      else if ("played" in data) hearing.onPlayed(data.played);
      else hearing.onLevels(data.levels);
    };
    node.connect(context.destination);
    if (stream) {
      context.createMediaStreamSource(stream).connect(node);
      for (const track of stream.getAudioTracks()) track.onended = hearing.onLost;
    }
    return { tell: (message) => node.port.postMessage(message, "sound" in message ? [message.sound] : []), close };
  } catch (error) {
    close();
    throw error;
  }
}

async function microphoneOf(): Promise<MediaStream> {
  // Outside of https the browser hides them altogether.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new DOMException("no microphone without https", "SecurityError");
  return await devices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
}
