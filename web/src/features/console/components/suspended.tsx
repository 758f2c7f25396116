import { Link } from "@tanstack/react-router";
import type { Session } from "@/api";
import { Notice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";

/** What stands in the place of every page while nobody may work in an organisation. */
export function Suspended({ session: { organisation, organisations } }: { session: Session }) {
  return (
    <>
      <PageHead title={`${organisation.name} is suspended`}>Nobody works in it, nothing is booked, and nobody is called. Nothing is deleted.</PageHead>
      <Notice title="The reason given" className="max-w-2xl">
        {organisation.suspendedBecause}
      </Notice>
      <p className="mt-6 max-w-2xl text-sm leading-6 text-soft">
        Write to whoever runs this installation.{organisations.length > 1 && " You can go on in another organisation of yours, by its name at the top."} What belongs to you is under{" "}
        <Link to="/console/account" className="font-medium text-accent-text underline underline-offset-4">
          your account
        </Link>
        .
      </p>
    </>
  );
}
