import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { Call } from "@/api";
import { PagedList } from "@/components/operator/paged-list";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DayRange } from "@/components/ui/day-range";
import { Empty } from "@/components/ui/empty";
import { PageHead } from "@/components/ui/page-head";
import { SearchBox } from "@/components/ui/search-box";
import { Select } from "@/components/ui/select";
import { bodyRow, cell, headRow, Table, Th } from "@/components/ui/table";
import { cn } from "@/lib/cn";
import { callState, person } from "@/lib/call-words";
import type { CallSearch } from "@/lib/console-search";
import { clock, moment } from "@/lib/format";
import { overviewQuery } from "@/lib/operator";
import { useTitle } from "@/lib/use-title";
import { callsQuery } from "../api/calls";
import { filters } from "../words";

export function CallsPage({ search }: { search: CallSearch }) {
  useTitle("Calls · Ringwright");
  const query = useInfiniteQuery(callsQuery(search));
  return (
    <>
      <PageHead title="Calls">Every conversation, newest first: those that were booked and those that your agents answered.</PageHead>
      <Filters search={search} />
      <PagedList what="calls" query={query} nothing={<Nothing filtered={Object.keys(search).length > 0} />}>
        {(rows) => <Rows rows={rows} />}
      </PagedList>
    </>
  );
}

function Filters({ search }: { search: CallSearch }) {
  const navigate = useNavigate();
  const { data: board } = useQuery(overviewQuery);
  const agents = board?.accounts.flatMap((account) => account.agents) ?? [];
  const set = (change: { [Field in keyof CallSearch]?: string | undefined }) => {
    const next = Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value)) as CallSearch;
    void navigate({ to: "/console/calls", search: next, replace: "q" in change });
  };
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SearchBox label="Search the calls" placeholder="Name, e-mail, number or id" value={search.q ?? ""} onChange={(q) => set({ q: q || undefined })} className="w-full sm:w-72" />
      <Select size="sm" aria-label="State" value={search.state ?? ""} onChange={(event) => set({ state: event.target.value })} className="max-sm:grow">
        <option value="">All calls</option>
        {filters.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
        {search.state && !filters.some(({ value }) => value === search.state) && <option value={search.state}>{search.state}</option>}
      </Select>
      <Select size="sm" aria-label="Agent" value={search.agent ?? ""} onChange={(event) => set({ agent: event.target.value })} className="max-sm:grow">
        <option value="">All agents</option>
        {agents.map((agent) => (
          <option key={agent.id} value={agent.id}>
            {agent.name}
          </option>
        ))}
        {search.agent && !agents.some((agent) => agent.id === search.agent) && <option value={search.agent}>{search.agent}</option>}
      </Select>
      <DayRange from={search.from} to={search.to} onChange={set} />
      {Object.keys(search).length > 0 && (
        <Button asChild look="ghost" size="sm">
          <Link to="/console/calls" search={{}}>
            Clear
          </Link>
        </Button>
      )}
    </div>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  const link = "font-medium text-accent-text underline underline-offset-4";
  return filtered ? (
    <Empty title="No call fits these filters">
      <Link to="/console/calls" search={{}} className={link}>
        Show all calls
      </Link>
    </Empty>
  ) : (
    <Empty title="Nobody has called yet">
      Hold the first call yourself:{" "}
      <Link to="/console/voice" search={{}} className={link}>
        talk to an agent
      </Link>
      .
    </Empty>
  );
}

function Rows({ rows }: { rows: Call[] }) {
  return (
    <Table label="Calls">
      <thead className={headRow}>
        <tr>
          <Th>Caller</Th>
          <Th>State</Th>
          <Th>Agent</Th>
          <Th className="text-right">Length</Th>
          <Th className="text-right">Began</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const { label, tone } = callState(row);
          return (
            <tr key={row.id} className={cn(bodyRow, "max-md:grid max-md:grid-cols-[1fr_auto] max-md:items-start max-md:gap-x-3 max-md:px-5 max-md:py-3")}>
              <th scope="row" className={cn(cell, "min-w-0 text-left font-normal max-md:p-0! md:py-2")}>
                <Link to="/console/calls/$id" params={{ id: row.id }} className="block truncate font-medium after:absolute after:inset-0 after:content-['']">
                  {person(row)}
                </Link>
                <span className="figures block truncate text-[0.8125rem] text-faint">
                  {row.kind === "booked" ? `${row.phoneMasked ?? ""}${row.plan ? ` · ${row.plan}` : ""}` : "Our own voice"}
                </span>
              </th>
              <td className={cn(cell, "max-md:p-0!")}>
                <Badge tone={tone}>{label}</Badge>
              </td>
              <td className={cn(cell, "text-soft max-md:hidden")}>
                {row.agentName}
                {row.agentVersion !== null && <span className="text-faint"> v{row.agentVersion}</span>}
              </td>
              <td className={cn(cell, "figures text-right text-soft max-md:hidden")}>{row.durationSeconds === null ? "–" : clock(row.durationSeconds)}</td>
              <td className={cn(cell, "figures text-right whitespace-nowrap text-soft max-md:col-span-2 max-md:p-0! max-md:pt-1! max-md:text-left max-md:text-[0.8125rem]")}>
                {moment(row.startedAt)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
