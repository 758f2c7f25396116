import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import type { Paged } from "@/api";
import { ProblemNotice } from "@/components/ui/notice";
import { LoadMore, RowsSkeleton } from "@/components/ui/table";
import { cn } from "@/lib/cn";

interface Props<Item> {
  /** What is listed, in the middle of a sentence: "bookings". */
  what: string;
  query: UseInfiniteQueryResult<InfiniteData<Paged<Item>>>;
  /** What stands there when nothing fits, or nothing is there yet. */
  nothing: ReactNode;
  children: (rows: Item[]) => ReactNode;
}

/** A list that is read page by page, newest first. */
export function PagedList<Item>({ what, query, nothing, children }: Props<Item>) {
  const { data, error, isPending, isPlaceholderData, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  // A page of a search may be empty and still not be the last.
  const searching = rows.length === 0 && hasNextPage && !error;
  useEffect(() => {
    if (searching && !isFetchingNextPage) void fetchNextPage();
  }, [searching, isFetchingNextPage, fetchNextPage]);
  return (
    <>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} className="mb-5" />}
      {(rows.length > 0 || !error) && (
        <div
          aria-busy={isPlaceholderData}
          className={cn("overflow-hidden rounded-2xl border border-line bg-surface transition-opacity", isPlaceholderData && "opacity-60")}
        >
          {isPending || searching ? <RowsSkeleton label={`Loading the ${what}`} /> : rows.length > 0 ? children(rows) : nothing}
        </div>
      )}
      <LoadMore more={hasNextPage} pending={isFetchingNextPage} onMore={() => void fetchNextPage()} shown={rows.length} />
    </>
  );
}
