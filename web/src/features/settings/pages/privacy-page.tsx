import { useQuery } from "@tanstack/react-query";
import { Panel } from "@/components/ui/panel";
import { Switch } from "@/components/ui/switch";
import { useTitle } from "@/lib/use-title";
import { configQuery, useSaveConfig } from "@/lib/business";
import { Days, Words } from "../components/kept-fields";
import { KeptForm } from "../components/kept-form";

const LONGEST = 300;

/** What callers are told, and how long what they said is kept. */
export function PrivacyPage() {
  useTitle("Consent and keeping · Ringwright");
  return (
    <KeptForm what="Consent and keeping" query={useQuery(configQuery)} save={useSaveConfig()}>
      {({ kept, change, errorAt }) => (
        <>
          <Panel id="disclosure-title" title="Said at the beginning">
            <div className="space-y-4">
              <Switch
                id="disclosure-ai"
                label="Say that it is an artificial voice"
                help="In many places the law asks for it."
                checked={kept.disclosure.ai}
                onChange={(ai) => change("disclosure", { ai })}
              />
              <Words path="disclosure.sentence" label="In these words" most={LONGEST} errorAt={errorAt} value={kept.disclosure.sentence} onChange={(sentence) => change("disclosure", { sentence })} />
            </div>
          </Panel>
          <Panel id="recording-title" title="Recording">
            <div className="space-y-4">
              <Switch
                id="consent-recording"
                label="Record calls"
                help="From the first second on, and every caller is told at the beginning."
                checked={kept.consent.recording}
                onChange={(recording) => change("consent", { recording })}
              />
              <Words path="consent.announcement" label="Announcement" most={LONGEST} errorAt={errorAt} value={kept.consent.announcement} onChange={(announcement) => change("consent", { announcement })} />
            </div>
          </Panel>
          <Panel id="keeping-title" title="How long things are kept">
            <div className="grid gap-4 sm:grid-cols-2">
              <Days path="retention.recordingDays" label="Recordings" errorAt={errorAt} value={kept.retention.recordingDays} onChange={(recordingDays) => change("retention", { recordingDays })} />
              <Days path="retention.transcriptDays" label="Transcripts" errorAt={errorAt} value={kept.retention.transcriptDays} onChange={(transcriptDays) => change("retention", { transcriptDays })} />
            </div>
          </Panel>
        </>
      )}
    </KeptForm>
  );
}
