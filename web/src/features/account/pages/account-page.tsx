import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { AuditList } from "@/components/operator/audit-list";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { LoadMore, RowsSkeleton } from "@/components/ui/table";
import { profileQuery } from "@/lib/preferences";
import { sessionQuery } from "@/lib/session";
import { useTitle } from "@/lib/use-title";
import { activityQuery } from "../api/account";
import { BelongingsPanel } from "../components/belongings-panel";
import { FarewellPanel } from "../components/farewell-panel";
import { PasswordPanel } from "../components/password-panel";
import { PreferencesPanel } from "../components/preferences-panel";
import { ProfilePanel } from "../components/profile-panel";
import { SessionsPanel } from "../components/sessions-panel";
import { TotpPanel } from "../components/totp-panel";

export function AccountPage() {
  useTitle("Your account · Ringwright");
  const { data: session } = useQuery(sessionQuery);
  const { data: profile, error, refetch } = useQuery(profileQuery);
  return (
    <>
      <PageHead title="Your account">What belongs to you in every organisation that you work for.</PageHead>
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <div className="min-w-0 space-y-6">
          {profile ? (
            <>
              <ProfilePanel key={profile.id} profile={profile} />
              <PasswordPanel profile={profile} />
            </>
          ) : error ? (
            <ProblemNotice error={error} onRetry={() => void refetch()} />
          ) : (
            <Skeleton className="h-96 rounded-2xl" />
          )}
          <TotpPanel on={session?.user.totp ?? false} hasPassword={profile?.hasPassword ?? true} />
          <PreferencesPanel />
        </div>
        <div className="min-w-0 space-y-6">
          <SessionsPanel />
          {session && <BelongingsPanel session={session} />}
          <Activity />
          {profile && <FarewellPanel profile={profile} />}
        </div>
      </div>
    </>
  );
}

function Activity() {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(activityQuery);
  const entries = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div>
      <Panel id="activity-title" title="What you did" flush>
        {error && !data ? (
          <div className="p-5">
            <ProblemNotice error={error} onRetry={() => void refetch()} />
          </div>
        ) : !data ? (
          <RowsSkeleton label="Loading what you did" rows={4} />
        ) : entries.length === 0 ? (
          <Empty title="Nothing yet">Whatever you change is kept here, with what stood there before.</Empty>
        ) : (
          <AuditList label="What you did" entries={entries} />
        )}
      </Panel>
      <LoadMore more={hasNextPage} pending={isFetchingNextPage} onMore={() => void fetchNextPage()} shown={entries.length} />
    </div>
  );
}
