import { useQuery } from "@tanstack/react-query";
import { Badge } from "@/components/ui/badge";
import { Chips } from "@/components/ui/chips";
import { PageHead } from "@/components/ui/page-head";
import { Fact, Panel } from "@/components/ui/panel";
import { sessionQuery } from "@/lib/session";
import { setTheme, useTheme } from "@/lib/theme";
import { useTitle } from "@/lib/use-title";
import { SessionsPanel } from "../components/sessions-panel";

export function AccountPage() {
  useTitle("Your account · Ringwright");
  const { data: session } = useQuery(sessionQuery);
  const theme = useTheme();
  return (
    <>
      <PageHead title="Your account">What belongs to you in every organisation that you work for.</PageHead>
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <div className="min-w-0 space-y-6">
          {session && (
            <Panel id="profile-title" title="You">
              <dl>
                <Fact name="Name">{session.user.name}</Fact>
                <Fact name="E-mail">{session.user.email}</Fact>
                <Fact name="Here">
                  <span className="inline-flex flex-wrap items-center gap-2">
                    {session.organisation.name} <Badge tone="quiet">{session.role}</Badge>
                  </span>
                </Fact>
              </dl>
            </Panel>
          )}
          <Panel id="look-title" title="Appearance">
            <Chips
              label="Theme"
              value={theme}
              onChange={setTheme}
              chips={[
                { value: "system", label: "As the system" },
                { value: "light", label: "Light" },
                { value: "dark", label: "Dark" },
              ]}
            />
          </Panel>
        </div>
        <SessionsPanel />
      </div>
    </>
  );
}
