import { Check, ChevronsUpDown } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { Session } from "@/api";
import { BellMark } from "@/components/ui/brand";
import { sayProblem } from "@/lib/operator";
import { useSwitch } from "../api/queries";

/** The organisation that somebody works for; who belongs to several changes between them here. */
export function OrganisationMenu({ session }: { session: Session | undefined }) {
  const change = useSwitch();
  const name = session?.organisation.name ?? "Ringwright";
  const all = session?.organisations ?? [];
  const face = (
    <>
      <BellMark className="h-5" />
      <span className="truncate">{name}</span>
    </>
  );
  if (all.length < 2) {
    return (
      <a href="/console" className="flex min-w-0 grow items-center gap-2.5 rounded-lg px-2.5 py-2 text-sm font-semibold">
        {face}
      </a>
    );
  }
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger
        aria-label={`${name}. Change the organisation`}
        className="flex min-w-0 grow items-center gap-2.5 rounded-lg px-2.5 py-2 text-left text-sm font-semibold transition-colors duration-(--quick) hover:bg-line/40"
      >
        {face}
        <ChevronsUpDown aria-hidden className="ml-auto size-4 shrink-0 text-faint" />
      </Radix.Trigger>
      <Radix.Content align="start" sideOffset={4} collisionPadding={12} className="appear z-50 max-h-[60dvh] min-w-56 overflow-y-auto rounded-card border border-line bg-raised p-1 shadow-card">
        <Radix.RadioGroup
          value={session?.organisation.id ?? ""}
          onValueChange={(id) =>
            change.mutate(id, {
              // Everything on the screen belongs to the other organisation: the page begins anew.
              onSuccess: () => window.location.assign("/console"),
              onError: sayProblem,
            })
          }
        >
          {all.map((entry) => (
            <Radix.RadioItem
              key={entry.id}
              value={entry.id}
              className="flex h-10 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 text-sm outline-none select-none data-[highlighted]:bg-sunken"
            >
              <span className="min-w-0 grow">
                <span className="block truncate leading-5 font-medium">{entry.name}</span>
                <span className="block text-xs leading-4 text-faint capitalize">{entry.role}</span>
              </span>
              <Radix.ItemIndicator>
                <Check aria-hidden className="size-4 text-accent-text" />
              </Radix.ItemIndicator>
            </Radix.RadioItem>
          ))}
        </Radix.RadioGroup>
      </Radix.Content>
    </Radix.Root>
  );
}
