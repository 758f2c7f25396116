import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { SecretDialog } from "@/components/operator/secret-dialog";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { bodyRow, cell, headRow, RowsSkeleton, Table, Th } from "@/components/ui/table";
import { cn } from "@/lib/cn";
import { moment } from "@/lib/format";
import { useMay } from "@/lib/roles";
import { endpointsQuery } from "@/lib/setup-queries";
import { useTitle } from "@/lib/use-title";
import type { Endpoint } from "../api/endpoints";
import { DeveloperHead } from "../components/developer-head";
import { EndpointSheet } from "../components/endpoint-sheet";
import { endpointWords, kindsWords } from "../words";

export function EndpointsPage() {
  useTitle("Developers · Ringwright");
  const { data, error, refetch } = useQuery(endpointsQuery);
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const maySetUp = useMay("webhooks.write");
  const add = maySetUp && (
    <Button look="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      Add an endpoint
    </Button>
  );
  return (
    <>
      <DeveloperHead actions={add} />
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(data ?? !error) && (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface">
          {!data ? (
            <RowsSkeleton label="Loading the endpoints" rows={3} />
          ) : data.items.length === 0 ? (
            <Empty title="Nobody hears of what happens here">
              {maySetUp
                ? "Add an address of yours; each booking, call and payment is then told there as it happens, signed, and again until it arrived."
                : "An administrator can add addresses that are told of each booking, call and payment."}
            </Empty>
          ) : (
            <Rows endpoints={data.items} />
          )}
        </div>
      )}
      {adding && (
        <EndpointSheet
          onClose={() => setAdding(false)}
          onMade={(made) => {
            setAdding(false);
            setSecret(made);
          }}
        />
      )}
      {secret && (
        <SecretDialog title="The signing secret" secret={secret} onClose={() => setSecret(null)}>
          Your receiver checks with it that a message comes from here. Any library of the Standard Webhooks reads it as it is.
        </SecretDialog>
      )}
    </>
  );
}

function Rows({ endpoints }: { endpoints: Endpoint[] }) {
  return (
    <Table label="Endpoints">
      <thead className={headRow}>
        <tr>
          <Th>Address</Th>
          <Th>Hears</Th>
          <Th>State</Th>
          <Th className="text-right">Since</Th>
        </tr>
      </thead>
      <tbody>
        {endpoints.map((endpoint) => {
          const state = endpointWords(endpoint);
          return (
            <tr key={endpoint.id} className={cn(bodyRow, "max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-3 max-md:px-5 max-md:py-3")}>
              <th scope="row" className={cn(cell, "max-w-0 min-w-0 text-left font-normal max-md:max-w-none max-md:p-0! md:w-1/2")}>
                <Link
                  to="/console/developers/endpoints/$id"
                  params={{ id: endpoint.id }}
                  className="block truncate rounded font-medium after:absolute after:inset-0 after:content-['']"
                >
                  {endpoint.url}
                </Link>
                {endpoint.description && <span className="block truncate text-[0.8125rem] text-faint">{endpoint.description}</span>}
              </th>
              <td className={cn(cell, "text-soft max-md:hidden")}>{kindsWords(endpoint.kinds)}</td>
              <td className={cn(cell, "max-md:p-0!")}>
                <Badge tone={state.tone}>{state.label}</Badge>
              </td>
              <td className={cn(cell, "figures text-right whitespace-nowrap text-soft max-md:hidden")}>{moment(endpoint.createdAt)}</td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
