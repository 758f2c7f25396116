import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { RowsSkeleton } from "@/components/ui/table";
import { stateWords } from "@/lib/booking-words";
import { moment } from "@/lib/format";
import { recentQuery } from "../api/dashboard";

const SHOWN = 6;

/** The newest bookings, as they come. */
export function Recent() {
  const { data, error, refetch } = useQuery(recentQuery);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} className="m-5" />;
  if (!data) return <RowsSkeleton label="Loading the newest bookings" rows={4} />;
  if (data.items.length === 0) {
    return (
      <Empty title="Nobody has booked yet">
        <a href="/" className="font-medium text-accent-text underline underline-offset-4">
          Open the storefront
        </a>{" "}
        and book a first call; in the sandbox it costs nothing.
      </Empty>
    );
  }
  return (
    <ul aria-label="Newest bookings" className="divide-y divide-line">
      {data.items.slice(0, SHOWN).map((row) => (
        <li key={row.id} className="appear">
          <Link to="/console/bookings/$id" params={{ id: row.id }} className="flex items-center gap-3 px-5 py-3 transition-colors hover:bg-sunken/60">
            <span className="min-w-0 grow">
              <span className="block truncate text-sm font-medium">{row.name}</span>
              <span className="figures block truncate text-[0.8125rem] text-faint">
                {row.plan} · {moment(row.createdAt)}
              </span>
            </span>
            <Badge tone={stateWords[row.state].tone}>{stateWords[row.state].label}</Badge>
          </Link>
        </li>
      ))}
    </ul>
  );
}
