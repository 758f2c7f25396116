import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { asProblem } from "@/api";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { sessionQuery } from "@/lib/session";
import { useTitle } from "@/lib/use-title";
import { verifyQuery } from "../api/identity";
import { AuthLayout } from "../components/auth-layout";

export function VerifyPage({ token }: { token: string }) {
  useTitle("Your mail address · Ringwright");
  const { data, error } = useQuery(verifyQuery(token));
  const queries = useQueryClient();
  useEffect(() => {
    if (data) void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }, [data, queries]);
  const go = (
    <Button asChild look="primary" size="lg">
      <a href="/console">Go to the console</a>
    </Button>
  );
  if (token === "") {
    return (
      <AuthLayout title="The link is not whole" lead="Open it from the mail once more, all of it.">
        {go}
      </AuthLayout>
    );
  }
  if (error) {
    const problem = asProblem(error);
    return (
      <AuthLayout title="This link does not work">
        <Notice tone="harm" title={problem.detail} className="mb-6">
          {problem.code === "link_expired" ? "If your address is not confirmed yet, the console offers to send another mail." : problem.remedy}
        </Notice>
        {go}
      </AuthLayout>
    );
  }
  if (!data) {
    return (
      <AuthLayout title="A moment">
        <div role="status" aria-label="Confirming your mail address">
          <Skeleton className="h-12 w-48" />
        </div>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="Thank you" lead={`${data.email} is yours, and we know it now.`}>
      {go}
    </AuthLayout>
  );
}
