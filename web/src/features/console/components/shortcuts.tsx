import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import type { PlaceGroup } from "../places";

const anywhere = [
  { keys: ["Ctrl", "K"], what: "Find a page, a booking or an action" },
  { keys: ["/"], what: "Search this page, or everything" },
  { keys: ["?"], what: "Show this list" },
  { keys: ["Esc"], what: "Close, or empty a search" },
];

export function Shortcuts({ groups, open, onOpenChange }: { groups: readonly PlaceGroup[]; open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard">
      <div className="-mx-2 max-h-[60dvh] space-y-4 overflow-y-auto px-2" tabIndex={0} role="group" aria-label="Shortcuts">
        <List name="Anywhere" entries={anywhere} />
        {groups.map((group) => (
          <List
            key={group.name}
            name={group.name}
            entries={group.places.map((place) => ({ keys: ["g", place.letter], what: `Go to ${place.label.toLowerCase()}` }))}
          />
        ))}
      </div>
    </Dialog>
  );
}

function List({ name, entries }: { name: string; entries: { keys: string[]; what: string }[] }) {
  return (
    <section aria-label={name}>
      <h3 className="text-[0.8125rem] font-medium text-faint">{name}</h3>
      <dl>
        {entries.map(({ keys, what }) => (
          <div key={what} className="flex items-center justify-between gap-4 py-1.5 text-sm">
            <dt className="text-soft">{what}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
