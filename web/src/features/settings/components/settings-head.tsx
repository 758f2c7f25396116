import type { ReactNode } from "react";
import { PageHead } from "@/components/ui/page-head";
import { PageTabs } from "@/components/ui/page-tabs";

const tabs = [
  { to: "/console/settings", label: "Business" },
  { to: "/console/settings/hours", label: "Hours" },
  { to: "/console/settings/services", label: "Services" },
  { to: "/console/settings/staff", label: "Staff" },
  { to: "/console/settings/voice", label: "Voice" },
  { to: "/console/settings/messages", label: "Messages" },
  { to: "/console/settings/privacy", label: "Consent and keeping" },
  { to: "/console/settings/connections", label: "Connections" },
] as const;

/** The head that the pages of the settings share. */
export function SettingsHead({ actions }: { actions?: ReactNode }) {
  return (
    <>
      <PageHead title="Settings" actions={actions}>
        What your agents know of the business, and what they may do in its name.
      </PageHead>
      <PageTabs label="Settings" tabs={tabs} />
    </>
  );
}
