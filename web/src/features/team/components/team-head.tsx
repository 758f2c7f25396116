import type { ReactNode } from "react";
import { PageHead } from "@/components/ui/page-head";
import { PageTabs } from "@/components/ui/page-tabs";
import { useMay } from "@/lib/roles";

/** The head that the team and its trail share. */
export function TeamHead({ actions }: { actions?: ReactNode }) {
  const mayRead = useMay("audit.read");
  const members = { to: "/console/team", label: "Members" } as const;
  const trail = { to: "/console/team/audit", label: "Trail of changes" } as const;
  return (
    <>
      <PageHead title="Team" actions={actions}>
        Who works here, what they may do, and what they changed.
      </PageHead>
      {mayRead && <PageTabs label="Team" tabs={[members, trail]} />}
    </>
  );
}
