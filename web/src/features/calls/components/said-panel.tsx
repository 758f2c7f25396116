import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Call, CallDetail, Recording } from "@/api";
import { LiveTranscript, Transcript, type Between } from "@/components/operator/transcript";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { recordingQuery } from "../api/calls";
import { lineAt, shiftOf } from "../sound";
import { usePlayer } from "../use-player";
import { linesOf, noWords, secondOf } from "../words";
import { RecordingPlayer } from "./recording-player";
import { ToolLine } from "./tool-line";

/** What was said, to be read and, where it was recorded, to be heard in step. */
export function SaidPanel({ detail }: { detail: CallDetail }) {
  const { call } = detail;
  const { data: recording, error, refetch } = useQuery(recordingQuery(call.id));
  return (
    <Panel id="transcript-title" title="What was said" aside={recording?.state === "running" && <Badge tone="live">Being recorded</Badge>}>
      {error && recording === undefined && <ProblemNotice error={error} onRetry={() => void refetch()} className="mb-5" />}
      {recording?.state === "kept" ? (
        <Heard detail={detail} recording={recording} />
      ) : (
        <>
          {recording !== undefined && <Unheard recording={recording} own={call.kind === "own"} ended={call.ended} />}
          <Words detail={detail} />
        </>
      )}
    </Panel>
  );
}

/** What was asked of tools, to stand between what was said. */
const toolLines = (detail: CallDetail): Between[] =>
  detail.tools.map((tool) => ({ key: `tool-${tool.number}`, after: secondOf(detail, tool.askedAt), body: <ToolLine tool={tool} ended={detail.call.ended} /> }));

function Words({ detail }: { detail: CallDetail }) {
  const { call } = detail;
  const lines = linesOf(detail);
  const between = toolLines(detail);
  const Said = call.ended ? Transcript : LiveTranscript;
  return lines.length + between.length > 0 ? <Said lines={lines} between={between} agent={call.agentName} /> : <NoWords call={call} />;
}

function NoWords({ call }: { call: Call }) {
  const { title, text } = noWords(call);
  return (
    <Empty title={title} className="py-8">
      {text}
    </Empty>
  );
}

/** Why there is nothing to hear. */
function Unheard({ recording, own, ended }: { recording: Recording | null; own: boolean; ended: boolean }) {
  const line = "mb-5 rounded-card bg-sunken px-4 py-3 text-sm leading-6 text-soft";
  if (recording === null) {
    if (!own || !ended) return null;
    return (
      <p className={line}>
        This call was not recorded. Whether calls are is chosen under{" "}
        <Link to="/console/settings/privacy" className="font-medium text-accent-text underline underline-offset-4">
          consent and keeping
        </Link>
        .
      </p>
    );
  }
  if (recording.state === "waiting") {
    return (
      <p role="status" className={line}>
        The recording is being put together. It comes here by itself.
      </p>
    );
  }
  return recording.state === "gone" ? <p className={line}>There was a recording; it is deleted.</p> : null;
}

/** The words follow the sound, and a line leads to where it is heard. */
function Heard({ detail, recording }: { detail: CallDetail; recording: Recording }) {
  const { call } = detail;
  const queries = useQueryClient();
  const audio = useRef<HTMLAudioElement>(null);
  const player = usePlayer(audio, async () => {
    const now = await queries.query({ ...recordingQuery(call.id), staleTime: 0 });
    return now?.state === "kept";
  });
  const lines = linesOf(detail);
  const between = toolLines(detail);
  const shift = shiftOf(call.answeredAt ?? call.startedAt, recording.startedAt);
  const begun = player.playing || player.at > 0;
  const current = begun ? (lineAt(lines, player.at - shift)?.number ?? null) : null;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const holder = box.current;
    const line = holder?.querySelector<HTMLElement>(`[data-line="${current}"]`);
    if (!holder || !line || !player.playing) return;
    const [outer, inner] = [holder.getBoundingClientRect(), line.getBoundingClientRect()];
    const off = inner.top - outer.top;
    if (off < 0 || off > outer.height * 0.7) holder.scrollBy({ top: off - outer.height / 3 });
  }, [current, player.playing]);
  return (
    <>
      <RecordingPlayer id={call.id} recording={recording} player={player} audio={audio} />
      <div ref={box} tabIndex={0} role="group" aria-label="Words in step with the sound" className="-mx-2 mt-5 max-h-[34rem] overflow-y-auto rounded-lg border-t border-line px-2 pt-5">
        {lines.length + between.length > 0 ? (
          <Transcript lines={lines} between={between} agent={call.agentName} current={current} onSeek={(line) => player.hear(Math.max(0, line.after + shift))} />
        ) : (
          <NoWords call={call} />
        )}
      </div>
    </>
  );
}
