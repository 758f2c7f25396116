import { useQuery } from "@tanstack/react-query";
import { Panel } from "@/components/ui/panel";
import { Switch } from "@/components/ui/switch";
import { useTitle } from "@/lib/use-title";
import { useSaveVoice, voiceQuery } from "@/lib/business";
import { Line, Words } from "../components/kept-fields";
import { KeptForm } from "../components/kept-form";

/** How agents speak, unless their own words say otherwise. */
export function VoiceSettingsPage() {
  useTitle("Voice · Ringwright");
  return (
    <KeptForm what="Voice" query={useQuery(voiceQuery)} save={useSaveVoice()}>
      {({ kept, set, errorAt }) => {
        const voice = (change: Partial<typeof kept.voice>) => set({ ...kept, voice: { ...kept.voice, ...change } });
        return (
          <>
            <Panel id="greeting-title" title="The first words">
              <div className="space-y-4">
                <Words
                  path="greeting"
                  label="Greeting"
                  help="{{business}} and {{agent}} stand for their names."
                  most={400}
                  errorAt={errorAt}
                  value={kept.greeting}
                  onChange={(greeting) => set({ ...kept, greeting })}
                />
                <Switch
                  id="voice-interruptible"
                  label="Callers may interrupt"
                  help="The agent falls silent as soon as somebody speaks."
                  checked={kept.interruptible}
                  onChange={(interruptible) => set({ ...kept, interruptible })}
                />
              </div>
            </Panel>
            <Panel id="voice-title" title="The voice">
              <div className="space-y-4">
                <Line path="language" label="Language" help="Such as en, or pt-BR." maxLength={12} spellCheck={false} errorAt={errorAt} value={kept.language} onChange={(language) => set({ ...kept, language })} />
                <div className="grid gap-4 sm:grid-cols-2">
                  <Line path="voice.provider" label="Who speaks" help="Such as deepgram. Empty: whoever is first at hand." maxLength={40} spellCheck={false} errorAt={errorAt} value={kept.voice.provider} onChange={(provider) => voice({ provider })} />
                  <Line path="voice.voiceId" label="Voice" help="As they call it. Empty: their usual one." maxLength={80} spellCheck={false} errorAt={errorAt} value={kept.voice.voiceId} onChange={(voiceId) => voice({ voiceId })} />
                </div>
              </div>
            </Panel>
          </>
        );
      }}
    </KeptForm>
  );
}
