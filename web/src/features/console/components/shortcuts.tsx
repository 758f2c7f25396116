import { Dialog } from "@/components/ui/dialog";

const shortcuts = [
  { keys: ["g", "s"], what: "Go to the switchboard" },
  { keys: ["g", "q"], what: "Go to the queue" },
  { keys: ["g", "b"], what: "Go to the bookings" },
  { keys: ["?"], what: "Show this list" },
  { keys: ["Esc"], what: "Close a dialog" },
];

export function Shortcuts({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard">
      <dl className="divide-y divide-line">
        {shortcuts.map(({ keys, what }) => (
          <div key={what} className="flex items-center justify-between gap-4 py-2.5 text-sm">
            <dt className="text-soft">{what}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="min-w-6 rounded-md border border-line bg-sunken px-1.5 py-0.5 text-center font-sans text-xs font-semibold"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
