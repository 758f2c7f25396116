import { Tick } from "./choice";

interface Props {
  /** Before the id of each. */
  id: string;
  legend: string;
  items: readonly { id: string; name: string }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Any number of a few things, by their names; nothing when there are none. */
export function TickList({ id, legend, items, chosen, onChange }: Props) {
  if (items.length === 0) return null;
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">{legend}</legend>
      <div className="space-y-2">
        {items.map((item) => (
          <Tick
            key={item.id}
            id={`${id}-${item.id}`}
            checked={chosen.includes(item.id)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, item.id] : chosen.filter((known) => known !== item.id))}
          >
            {item.name}
          </Tick>
        ))}
      </div>
    </fieldset>
  );
}
