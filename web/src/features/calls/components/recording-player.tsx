import { Download, Pause, Play, Trash2 } from "lucide-react";
import { useState, type RefObject } from "react";
import { toast } from "sonner";
import type { Recording } from "@/api";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import { clock, moment } from "@/lib/format";
import { sayProblem } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { useDeleteRecording } from "../api/calls";
import { size } from "../sound";
import type { Player } from "../use-player";
import { Wave } from "./wave";

const speeds = [0.75, 1, 1.25, 1.5, 2];

interface Props {
  id: string;
  recording: Recording;
  player: Player;
  audio: RefObject<HTMLAudioElement | null>;
}

/** A recording that is kept, to be heard. */
export function RecordingPlayer({ id, recording, player, audio }: Props) {
  const length = (recording.durationMs ?? 0) / 1000;
  const mayDelete = useMay("calls.write");
  const [deleting, setDeleting] = useState(false);
  const Mark = player.playing ? Pause : Play;
  return (
    <section aria-label="Recording">
      {recording.audio && <audio ref={audio} src={recording.audio} preload="none" />}
      {recording.peaks && (
        <Wave peaks={recording.peaks} length={length} at={player.at} playing={player.playing} audio={audio} onSeek={player.seek} onToggle={player.toggle} />
      )}
      <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button look="primary" size="icon" aria-label={player.playing ? "Pause" : "Play"} onClick={player.toggle} className="rounded-full!">
          <Mark aria-hidden className="fill-current" />
        </Button>
        <span className="figures text-sm">
          {clock(player.at)} <span className="text-faint">/ {clock(length)}</span>
        </span>
        <Select size="sm" aria-label="Speed" value={player.speed} onChange={(event) => player.setSpeed(Number(event.target.value))}>
          {speeds.map((speed) => (
            <option key={speed} value={speed}>
              {speed}×
            </option>
          ))}
        </Select>
        <span aria-hidden className="flex items-center gap-4 text-xs text-soft">
          <span className="flex items-center gap-1.5">
            <span className="h-3 w-1 rounded-full bg-text" /> Caller
          </span>
          <span className="flex items-center gap-1.5">
            <span className="h-3 w-1 rounded-full bg-accent-text" /> Agent
          </span>
        </span>
        <span className="ml-auto flex items-center gap-1">
          {recording.audio && (
            <Button asChild look="ghost" size="sm">
              <a href={recording.audio} download={`${id}.ogg`}>
                <Download aria-hidden /> {recording.bytes === null ? "Download" : size(recording.bytes)}
                {recording.bytes !== null && <span className="sr-only">, download</span>}
              </a>
            </Button>
          )}
          {mayDelete && (
            <Button look="ghost" size="icon" className="size-8!" aria-label="Delete the recording" title="Delete the recording" onClick={() => setDeleting(true)}>
              <Trash2 aria-hidden />
            </Button>
          )}
        </span>
      </div>
      {player.failed && (
        <p role="alert" className="mt-2 text-[0.8125rem] text-harm-text">
          The sound could not be played here. Download it and hear it with another program.
        </p>
      )}
      {recording.expiresAt && <p className="mt-2 text-xs text-faint">Kept until {moment(recording.expiresAt)}, then it is deleted.</p>}
      {deleting && <DeleteRecording id={id} onClose={() => setDeleting(false)} />}
    </section>
  );
}

function DeleteRecording({ id, onClose }: { id: string; onClose: () => void }) {
  const remove = useDeleteRecording(id);
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title="Delete this recording?"
      confirm="Delete it"
      keep="Keep it"
      pending={remove.isPending}
      onConfirm={() =>
        remove.mutate(undefined, {
          onSuccess: () => {
            toast.success("The recording is deleted.");
            onClose();
          },
          onError: (error) => {
            onClose();
            sayProblem(error);
          },
        })
      }
    >
      Its sound is gone for everybody and cannot be brought back. What was said stays in the transcript.
    </Confirm>
  );
}
