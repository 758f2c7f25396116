import type { ReactNode } from "react";
import { PageHead } from "@/components/ui/page-head";
import { PageTabs } from "@/components/ui/page-tabs";

const tabs = [
  { to: "/console/developers", label: "Webhooks" },
  { to: "/console/developers/keys", label: "API keys" },
  { to: "/console/developers/reference", label: "API reference" },
] as const;

/** The head that the pages for developers share. */
export function DeveloperHead({ actions }: { actions?: ReactNode }) {
  return (
    <>
      <PageHead title="Developers" actions={actions}>
        What other programs need: messages about every event, signed by the Standard Webhooks scheme, keys, and the whole API.
      </PageHead>
      <PageTabs label="For developers" tabs={tabs} />
    </>
  );
}
