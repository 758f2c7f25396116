import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { BookingState, BookingRow } from "@/api";
import { PagedList } from "@/components/operator/paged-list";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DayRange } from "@/components/ui/day-range";
import { Empty } from "@/components/ui/empty";
import { PageHead } from "@/components/ui/page-head";
import { SearchBox } from "@/components/ui/search-box";
import { Select } from "@/components/ui/select";
import { bodyRow, cell, headRow, Table, Th } from "@/components/ui/table";
import { bookingStates, paymentWords, stateWords } from "@/lib/booking-words";
import { cn } from "@/lib/cn";
import { statesOf, type BookingSearch } from "@/lib/console-search";
import { moment, money } from "@/lib/format";
import { plansQuery } from "@/lib/operator";
import { useTitle } from "@/lib/use-title";
import { bookingsQuery } from "../api/queries";

const groups: { label: string; states: BookingState[] }[] = [
  { label: "Still waiting", states: ["scheduled", "confirmed", "queued"] },
  { label: "On the phone", states: ["initiating", "calling"] },
  { label: "Needs a look", states: ["payment_failed", "no_answer", "failed"] },
];

export function BookingsPage({ search }: { search: BookingSearch }) {
  useTitle("Bookings · Ringwright");
  const query = useInfiniteQuery(bookingsQuery(search));
  return (
    <>
      <PageHead title="Bookings">Everyone who booked, newest first. Search by name, e-mail, number or booking id.</PageHead>
      <Filters search={search} />
      <PagedList what="bookings" query={query} nothing={<Nothing search={search} />}>
        {(rows) => <Rows rows={rows} />}
      </PagedList>
    </>
  );
}

function Filters({ search }: { search: BookingSearch }) {
  const navigate = useNavigate();
  const { data: plans } = useQuery(plansQuery);
  const set = (change: { [Field in keyof BookingSearch]?: string | undefined }) => {
    const next = Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value)) as BookingSearch;
    void navigate({ to: "/console/bookings", search: next, replace: "q" in change });
  };
  const chosen = statesOf(search).join(",");
  const grouped = groups.map(({ label, states }) => ({ label, value: bookingStates.filter((state) => states.includes(state)).join(",") }));
  const filtered = Object.values(search).some(Boolean);
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SearchBox
        label="Search the bookings"
        placeholder="Name, e-mail, number or id"
        value={search.q ?? ""}
        onChange={(q) => set({ q: q || undefined })}
        className="w-full sm:w-72"
      />
      <Select size="sm" aria-label="State" value={chosen} onChange={(event) => set({ state: event.target.value })} className="max-sm:grow">
        <option value="">All states</option>
        <optgroup label="Together">
          {grouped.map(({ label, value }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </optgroup>
        <optgroup label="One state">
          {bookingStates.map((state) => (
            <option key={state} value={state}>
              {stateWords[state].label}
            </option>
          ))}
        </optgroup>
        {chosen && !grouped.some(({ value }) => value === chosen) && chosen.includes(",") && (
          <option value={chosen}>{statesOf(search).map((state) => stateWords[state].label).join(", ")}</option>
        )}
      </Select>
      <Select size="sm" aria-label="Plan" value={search.plan ?? ""} onChange={(event) => set({ plan: event.target.value })} className="max-sm:grow">
        <option value="">All plans</option>
        {plans?.items.map((plan) => (
          <option key={plan.code} value={plan.code}>
            {plan.name}
          </option>
        ))}
        {search.plan && !plans?.items.some((plan) => plan.code === search.plan) && <option value={search.plan}>{search.plan}</option>}
      </Select>
      <DayRange from={search.from} to={search.to} onChange={set} />
      {filtered && (
        <Button asChild look="ghost" size="sm">
          <Link to="/console/bookings" search={{}}>
            Clear
          </Link>
        </Button>
      )}
    </div>
  );
}

function Nothing({ search }: { search: BookingSearch }) {
  const link = "font-medium text-accent-text underline underline-offset-4";
  if (Object.values(search).some(Boolean)) {
    return (
      <Empty title={search.q ? `Nothing fits “${search.q}”` : "No booking fits these filters"}>
        {search.q && "Whole words are found, the last one also by its beginning; numbers in any way of writing. "}
        <Link to="/console/bookings" search={{}} className={link}>
          Show all bookings
        </Link>
      </Empty>
    );
  }
  return (
    <Empty title="No booking yet">
      Share the address of your{" "}
      <a href="/" className={link}>
        storefront
      </a>
      , or book a first call there yourself.
    </Empty>
  );
}

function Rows({ rows }: { rows: BookingRow[] }) {
  return (
    <Table label="Bookings">
      <thead className={headRow}>
        <tr>
          <Th>Caller</Th>
          <Th>State</Th>
          <Th>Plan</Th>
          <Th className="max-lg:hidden">E-mail</Th>
          <Th>Payment</Th>
          <Th className="text-right">Price</Th>
          <Th className="text-right">Tries</Th>
          <Th className="text-right">Booked</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={row.id}
            className={cn(bodyRow, "max-md:grid max-md:grid-cols-[1fr_auto] max-md:items-start max-md:gap-x-3 max-md:px-5 max-md:py-3")}
          >
            <th scope="row" className={cn(cell, "min-w-0 text-left font-normal max-md:p-0! md:py-2")}>
              <Link
                to="/console/bookings/$id"
                params={{ id: row.id }}
                className="block truncate font-medium after:absolute after:inset-0 after:content-['']"
              >
                {row.name}
              </Link>
              <span className="figures block text-[0.8125rem] text-faint">{row.phoneMasked}</span>
            </th>
            <td className={cn(cell, "max-md:p-0!")}>
              <Badge tone={stateWords[row.state].tone}>{stateWords[row.state].label}</Badge>
            </td>
            <td className={cn(cell, "text-soft max-md:hidden")}>{row.plan}</td>
            <td className={cn(cell, "max-w-52 truncate text-soft max-lg:hidden")}>{row.email}</td>
            <td className={cn(cell, "text-soft max-md:hidden")}>
              {row.paymentState ? (
                <span className={cn(paymentWords[row.paymentState].tone === "harm" && "text-harm-text")}>
                  {paymentWords[row.paymentState].label}
                </span>
              ) : (
                <span className="text-faint">–</span>
              )}
            </td>
            <td className={cn(cell, "figures text-right max-md:hidden")}>
              {row.priceMinor === 0 ? "Free" : money(row.priceMinor, row.currency)}
            </td>
            <td className={cn(cell, "figures text-right text-soft max-md:hidden")}>{row.attempts}</td>
            <td
              className={cn(
                cell,
                "figures text-right whitespace-nowrap text-soft max-md:col-span-2 max-md:p-0! max-md:pt-1! max-md:text-left max-md:text-[0.8125rem]",
              )}
            >
              <span className="md:hidden">
                {row.plan} · {row.priceMinor === 0 ? "Free" : money(row.priceMinor, row.currency)} ·{" "}
              </span>
              {moment(row.createdAt)}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
