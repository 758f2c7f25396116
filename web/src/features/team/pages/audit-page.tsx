import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { AuditList } from "@/components/operator/audit-list";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { SearchBox } from "@/components/ui/search-box";
import { Select } from "@/components/ui/select";
import { LoadMore, RowsSkeleton } from "@/components/ui/table";
import type { AuditSearch } from "@/lib/console-search";
import { teamQuery } from "@/lib/setup-queries";
import { useTitle } from "@/lib/use-title";
import { auditQuery } from "../api/team";
import { TeamHead } from "../components/team-head";

export function AuditPage({ search }: { search: AuditSearch }) {
  useTitle("Trail of changes · Ringwright");
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(auditQuery(search));
  const entries = data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.keys(search).length > 0;
  return (
    <>
      <TeamHead />
      <Filters search={search} />
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(data ?? !error) && (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface">
          {!data ? (
            <RowsSkeleton label="Loading the trail" />
          ) : entries.length === 0 ? (
            <Empty title={filtered ? "No change fits these filters" : "Nothing was changed yet"}>
              {filtered ? (
                <Link to="/console/team/audit" search={{}} className="font-medium text-accent-text underline underline-offset-4">
                  Show all changes
                </Link>
              ) : (
                "Every change of settings, plans, lines, the team and bookings comes here, with who made it and what stood there before."
              )}
            </Empty>
          ) : (
            <AuditList label="Changes" entries={entries} />
          )}
        </div>
      )}
      <LoadMore more={hasNextPage} pending={isFetchingNextPage} onMore={() => void fetchNextPage()} shown={entries.length} />
    </>
  );
}

function Filters({ search }: { search: AuditSearch }) {
  const navigate = useNavigate();
  const { data: team } = useQuery(teamQuery);
  const set = (change: AuditSearch) => {
    const next = Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value)) as AuditSearch;
    void navigate({ to: "/console/team/audit", search: next, replace: true });
  };
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SearchBox
        label="Search by action"
        placeholder="Action, such as plan.changed"
        value={search.action ?? ""}
        onChange={(action) => set({ action })}
        className="w-full sm:w-72"
      />
      <Select size="sm" aria-label="Who" value={search.actor ?? ""} onChange={(event) => set({ actor: event.target.value })} className="max-sm:grow">
        <option value="">Everybody</option>
        {(team?.members ?? []).map((member) => (
          <option key={member.userId} value={member.userId}>
            {member.name}
          </option>
        ))}
      </Select>
      {Object.keys(search).length > 0 && (
        <Button asChild look="ghost" size="sm">
          <Link to="/console/team/audit" search={{}}>
            Clear
          </Link>
        </Button>
      )}
    </div>
  );
}
