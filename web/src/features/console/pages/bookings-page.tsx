import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { BookingRow, BookingState } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { inputStyle } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { bookingStates, paymentWords, stateWords } from "@/lib/booking-words";
import { cn } from "@/lib/cn";
import { moment, money } from "@/lib/format";
import { useTitle } from "@/lib/use-title";
import { bookingsQuery } from "../api/queries";

export function BookingsPage({ state }: { state: BookingState | undefined }) {
  useTitle("Bookings · Ringwright");
  const navigate = useNavigate();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(bookingsQuery(state));
  const rows = data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <>
      <div className="mb-5 flex flex-wrap items-end justify-between gap-4">
        <h1 className="display text-4xl">Bookings</h1>
        <label className="flex items-center gap-3 text-sm text-soft">
          State
          <select
            className={cn(inputStyle, "h-10 w-48!")}
            value={state ?? ""}
            onChange={(event) => {
              const next = event.target.value as BookingState | "";
              void navigate({ to: "/console/bookings", search: next ? { state: next } : {} });
            }}
          >
            <option value="">All states</option>
            {bookingStates.map((entry) => (
              <option key={entry} value={entry}>
                {stateWords[entry].label}
              </option>
            ))}
          </select>
        </label>
      </div>

      {error && <ProblemNotice error={error} onRetry={() => void refetch()} className="mb-5" />}

      <div className="overflow-hidden rounded-2xl border border-line bg-surface">
        {isPending ? (
          <div className="space-y-px" role="status" aria-label="Loading the bookings">
            {Array.from({ length: 8 }, (_, n) => (
              <div key={n} className="flex h-14 items-center gap-6 px-5">
                <Skeleton className="h-4 w-40" />
                <Skeleton className="h-4 w-24" />
                <Skeleton className="ml-auto h-4 w-20" />
              </div>
            ))}
          </div>
        ) : rows.length > 0 ? (
          <Table rows={rows} />
        ) : (
          !error &&
          (state ? (
            <Empty title={`No booking is “${stateWords[state].label.toLowerCase()}”`}>
              <Link to="/console/bookings" search={{}} className="font-medium text-accent-text underline underline-offset-4">
                Show all states
              </Link>
            </Empty>
          ) : (
            <Empty title="No booking yet">
              Share the address of your{" "}
              <a href="/" className="font-medium text-accent-text underline underline-offset-4">
                storefront
              </a>
              , or book a first call there yourself.
            </Empty>
          ))
        )}
      </div>

      {hasNextPage && (
        <div className="mt-5 text-center">
          <Button pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older
          </Button>
        </div>
      )}
    </>
  );
}

function Table({ rows }: { rows: BookingRow[] }) {
  return (
    <table className="w-full text-left text-sm">
      <thead className="border-b border-line text-[0.8125rem] text-faint max-md:sr-only">
        <tr>
          <th scope="col" className="px-5 py-2.5 font-medium">
            Caller
          </th>
          <th scope="col" className="px-3 py-2.5 font-medium">
            State
          </th>
          <th scope="col" className="px-3 py-2.5 font-medium">
            Plan
          </th>
          <th scope="col" className="px-3 py-2.5 font-medium">
            Payment
          </th>
          <th scope="col" className="px-3 py-2.5 text-right font-medium">
            Price
          </th>
          <th scope="col" className="px-3 py-2.5 text-right font-medium">
            Tries
          </th>
          <th scope="col" className="px-5 py-2.5 text-right font-medium">
            Booked
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {rows.map((row) => (
          <tr
            key={row.id}
            className="relative transition-colors hover:bg-sunken max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-3 max-md:px-5 max-md:py-3"
          >
            <th scope="row" className="min-w-0 py-2.5 text-left font-normal md:px-5">
              <Link
                to="/console/bookings/$id"
                params={{ id: row.id }}
                className="block truncate font-medium after:absolute after:inset-0 after:content-['']"
              >
                {row.name}
              </Link>
              <span className="figures block text-[0.8125rem] text-faint">{row.phoneMasked}</span>
            </th>
            <td className="py-2.5 md:px-3">
              <Badge tone={stateWords[row.state].tone}>{stateWords[row.state].label}</Badge>
            </td>
            <td className="px-3 text-soft max-md:hidden">{row.plan}</td>
            <td className="px-3 text-soft max-md:hidden">{row.paymentState ? paymentWords[row.paymentState].label : "–"}</td>
            <td className="figures px-3 text-right max-md:hidden">
              {row.priceMinor === 0 ? "Free" : money(row.priceMinor, row.currency)}
            </td>
            <td className="figures px-3 text-right text-soft max-md:hidden">{row.attempts}</td>
            <td className="figures text-right whitespace-nowrap text-soft max-md:col-span-2 max-md:text-left max-md:text-[0.8125rem] md:px-5">
              <span className="md:hidden">
                {row.plan} · {row.priceMinor === 0 ? "Free" : money(row.priceMinor, row.currency)} ·{" "}
              </span>
              {moment(row.createdAt)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
