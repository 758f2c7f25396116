import { useSearch } from "@tanstack/react-router";
import { VoicePage } from "@/features/voice/pages/voice-page";

export function VoiceRoute() {
  const { agent } = useSearch({ from: "/console/voice" });
  return <VoicePage key={agent} agent={agent} />;
}
