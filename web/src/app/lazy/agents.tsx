import { useParams } from "@tanstack/react-router";
import { AgentPage } from "@/features/agents/pages/agent-page";

export function AgentRoute() {
  const { id } = useParams({ from: "/console/agents/$id" });
  return <AgentPage key={id} id={id} />;
}
