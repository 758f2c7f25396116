import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { SearchBox } from "@/components/ui/search-box";
import { RowsSkeleton } from "@/components/ui/table";
import type { ReferenceSearch } from "@/lib/console-search";
import { words } from "@/lib/format";
import { useTitle } from "@/lib/use-title";
import { documentQuery } from "../api/document";
import { DeveloperHead } from "../components/developer-head";
import { fitting, sections } from "../reference/document";
import { RouteView } from "../reference/route-view";

export function ReferencePage({ search }: { search: ReferenceSearch }) {
  useTitle("API reference · Ringwright");
  const { data, error, refetch } = useQuery(documentQuery);
  const navigate = useNavigate();
  const all = useMemo(() => (data ? sections(data) : []), [data]);
  const found = fitting(all, search.q ?? "");
  const count = found.reduce((sum, section) => sum + section.routes.length, 0);
  return (
    <>
      <DeveloperHead
        actions={
          <Button asChild>
            <a href="/api/openapi.json" download="ringwright-openapi.json">
              <Download aria-hidden />
              OpenAPI document
            </a>
          </Button>
        }
      />
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface">
          <RowsSkeleton label="Loading the reference" />
        </div>
      ) : (
        <>
          <p className="mb-5 max-w-3xl text-sm leading-6 text-soft">{data.info.description}</p>
          <div className="mb-5 flex flex-wrap items-center gap-4">
            <SearchBox
              label="Search the routes"
              placeholder="Route or what it does"
              value={search.q ?? ""}
              onChange={(q) => void navigate({ to: "/console/developers/reference", search: q ? { q } : {}, replace: true })}
              className="w-full sm:w-80"
            />
            <p role="status" className="figures text-[0.8125rem] text-faint">
              {count} {count === 1 ? "route" : "routes"}
            </p>
          </div>
          {found.length === 0 && (
            <div className="rounded-2xl border border-dashed border-line-strong/60">
              <Empty title="No route fits these words">Search for a part of its address, such as “bookings”, or for what it does.</Empty>
            </div>
          )}
          <div className="space-y-6">
            {found.map((section) => (
              <section key={section.name} aria-labelledby={`reference-${section.name}`}>
                <h2 id={`reference-${section.name}`} className="display mb-3 text-2xl">
                  {words(section.name)}
                </h2>
                <ul className="overflow-hidden rounded-2xl border border-line bg-surface">
                  {section.routes.map((route) => (
                    <RouteView key={route.id} document={data} route={route} />
                  ))}
                </ul>
              </section>
            ))}
          </div>
        </>
      )}
    </>
  );
}
