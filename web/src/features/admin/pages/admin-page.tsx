import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Eye, Pause, Play } from "lucide-react";
import { useState } from "react";
import type { AdminOrganisation } from "@/api";
import { PagedList } from "@/components/operator/paged-list";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { Menu, MenuItem, MenuRule } from "@/components/ui/menu";
import { ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { SearchBox } from "@/components/ui/search-box";
import { Skeleton } from "@/components/ui/skeleton";
import { bodyRow, cell, headRow, Table, Th } from "@/components/ui/table";
import { cn } from "@/lib/cn";
import type { AdminSearch } from "@/lib/console-search";
import { moment } from "@/lib/format";
import { useMay } from "@/lib/roles";
import { useTitle } from "@/lib/use-title";
import { installationQuery, organisationsQuery, type Deed } from "../api/admin";
import { ReasonDialog } from "../components/reason-dialog";

/** For whoever looks after the installation: its organisations, and what can be done with them. */
export function AdminPage({ search }: { search: AdminSearch }) {
  useTitle("Organisations · Ringwright");
  const may = useMay("platform.admin");
  const { data } = useQuery({ ...installationQuery, enabled: may });
  return (
    <>
      <PageHead title="Organisations">
        Everybody who works with this installation.
        {data && ` Ringwright ${data.version} on ${data.database === "postgres" ? "PostgreSQL" : "SQLite"}.`}
      </PageHead>
      {may ? (
        <>
          <Figures />
          <Organisations search={search} />
        </>
      ) : (
        <Empty title="For whoever looks after the installation">Somebody on its machine says who that is: ringwright administrator add EMAIL.</Empty>
      )}
    </>
  );
}

function Figures() {
  const { data, error, refetch } = useQuery(installationQuery);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} className="mb-6" />;
  const figures: { name: string; value: number | undefined; note: string | undefined; harm?: boolean }[] = [
    { name: "Organisations", value: data?.organisations, note: data && `${n(data.made30d)} new in 30 days, ${n(data.suspended)} suspended` },
    { name: "People", value: data?.people, note: data && `${n(data.administrators)} look after the installation` },
    { name: "On the phone", value: data?.calls, note: "calls now" },
    { name: "Waiting", value: data?.waiting, note: "for a line" },
    { name: "Work", value: data && data.jobs.due + data.jobs.running, note: data && `due or running, ${n(data.jobs.later)} later` },
    { name: "Given up", value: data?.jobs.dead, note: "a person decides", harm: (data?.jobs.dead ?? 0) > 0 },
  ];
  return (
    <dl aria-label="The installation in figures" className="mb-6 grid grid-cols-2 gap-px overflow-hidden rounded-2xl border border-line bg-line md:grid-cols-3 2xl:grid-cols-6">
      {figures.map(({ name, value, note, harm }) => (
        <div key={name} className="bg-surface px-5 py-4">
          <dt className="text-[0.8125rem] text-soft">{name}</dt>
          <dd className={cn("display figures mt-1 text-[1.75rem] leading-8", harm && "text-harm-text")}>{value === undefined ? <Skeleton className="h-8 w-12" /> : n(value)}</dd>
          <dd className="mt-1 min-h-4 text-xs leading-4 text-faint">{note}</dd>
        </div>
      ))}
    </dl>
  );
}

const n = (value: number): string => value.toLocaleString();

function Organisations({ search }: { search: AdminSearch }) {
  const navigate = useNavigate();
  const query = useInfiniteQuery(organisationsQuery(search.q ?? ""));
  return (
    <>
      <SearchBox
        label="Search the organisations"
        placeholder="Name, address or id"
        value={search.q ?? ""}
        onChange={(q) => void navigate({ to: "/console/admin", search: q ? { q } : {}, replace: true })}
        className="mb-4 w-full sm:w-80"
      />
      <PagedList what="organisations" query={query} nothing={<Empty title="No organisation fits">Search by a part of its name or of its address.</Empty>}>
        {(rows) => <Rows items={rows} />}
      </PagedList>
    </>
  );
}

function Rows({ items }: { items: AdminOrganisation[] }) {
  const [doing, setDoing] = useState<{ deed: Deed; organisation: AdminOrganisation } | null>(null);
  return (
    <>
      <Table label="Organisations">
        <thead className={headRow}>
          <tr>
            <Th>Organisation</Th>
            <Th className="text-right">People</Th>
            <Th className="text-right">Bookings, 30 days</Th>
            <Th className="text-right">Calls, 30 days</Th>
            <Th className="text-right">Waiting</Th>
            <Th className="text-right">Since</Th>
            <Th className="w-14">
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id} className={cn(bodyRow, "max-md:grid max-md:grid-cols-[1fr_auto] max-md:items-center max-md:gap-x-3 max-md:px-5 max-md:py-3")}>
              <th scope="row" className={cn(cell, "min-w-0 text-left font-normal max-md:p-0!")}>
                <span className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium wrap-anywhere">
                  {item.name}
                  {item.suspendedAt && <Badge tone="harm">Suspended</Badge>}
                </span>
                <span className="block text-[0.8125rem] wrap-anywhere text-faint">/s/{item.slug}</span>
                {item.suspendedAt && (
                  <span className="block text-[0.8125rem] wrap-anywhere text-soft">
                    Since {moment(item.suspendedAt)}: {item.suspendedBecause}
                  </span>
                )}
                <span className="figures block text-[0.8125rem] text-faint md:hidden">
                  {n(item.members)} people · {n(item.bookings30d)} bookings · {n(item.calls30d)} calls
                </span>
              </th>
              <td className={cn(cell, "figures text-right max-md:hidden")}>{n(item.members)}</td>
              <td className={cn(cell, "figures text-right max-md:hidden")}>{n(item.bookings30d)}</td>
              <td className={cn(cell, "figures text-right max-md:hidden")}>{n(item.calls30d)}</td>
              <td className={cn(cell, "figures text-right max-md:hidden")}>{n(item.waiting)}</td>
              <td className={cn(cell, "figures text-right whitespace-nowrap text-soft max-md:hidden")}>{moment(item.createdAt)}</td>
              <td className={cn(cell, "text-right max-md:p-0!")}>
                <Menu label={`More for ${item.name}`}>
                  <MenuItem icon={<Eye aria-hidden />} onSelect={() => setDoing({ deed: "enter", organisation: item })}>
                    Look into it…
                  </MenuItem>
                  <MenuRule />
                  {item.suspendedAt ? (
                    <MenuItem icon={<Play aria-hidden />} onSelect={() => setDoing({ deed: "resume", organisation: item })}>
                      Let it work again…
                    </MenuItem>
                  ) : (
                    <MenuItem harm icon={<Pause aria-hidden />} onSelect={() => setDoing({ deed: "suspend", organisation: item })}>
                      Suspend…
                    </MenuItem>
                  )}
                </Menu>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {doing && <ReasonDialog deed={doing.deed} organisation={doing.organisation} onClose={() => setDoing(null)} />}
    </>
  );
}
